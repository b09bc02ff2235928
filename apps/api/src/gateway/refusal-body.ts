const LONGEST = 65_536;

/** What a provider says is wrong with a request, in the shape clients read; its own words where they have that shape. */
export function refusalBody(status: number, text: string): string {
  if (text.length <= LONGEST && isError(text)) return text;
  const message = `The provider refuses the request with HTTP ${status} and gives no reason that can be read here.`;
  return JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: 'upstream_refused' } });
}

function isError(text: string): boolean {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'object' && error !== null;
  } catch {
    return false;
  }
}
