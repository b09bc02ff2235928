import autocannon from 'autocannon';

const CONNECTIONS = 16;

export interface Load {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** Text of the body; `[<id>]` in it is another word in each request. */
  body?: string;
}

/** Asks as fast as 16 connections can for so many seconds; gives answers per second. One answer that is no success fails the run. */
export async function perSecond({ url, method = 'GET', headers, body }: Load, seconds: number): Promise<number> {
  const result = await autocannon({
    url,
    method,
    headers,
    body,
    idReplacement: body !== undefined,
    connections: CONNECTIONS,
    duration: seconds,
  });
  const good = result['2xx'];
  if (result.errors > 0 || result.non2xx > 0 || good === 0) {
    throw new Error(`${method} ${url}: ${good} successes, ${result.non2xx} other answers, ${result.errors} errors`);
  }
  return good / result.duration;
}
