import autocannon from 'autocannon';

const CONNECTIONS = 16;

export interface Load {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** Text of the body; `[<id>]` in it is another word in each request. */
  body?: string;
  /** The one status that is right; any of success unless told. */
  status?: number;
}

export interface Answered {
  /** Right answers. */
  count: number;
  perSecond: number;
}

/** Asks as fast as 16 connections can for so many seconds; gives right answers per second. Any other answer fails the run. */
export async function perSecond(load: Load, seconds: number): Promise<number> {
  return (await answered(load, seconds)).perSecond;
}

/** As {@link perSecond}, with their number. */
export async function answered(load: Load, seconds: number): Promise<Answered> {
  const { url, method = 'GET', headers, body, status } = load;
  const result = await autocannon({
    url,
    method,
    headers,
    body,
    idReplacement: body !== undefined,
    connections: CONNECTIONS,
    duration: seconds,
  });
  const codes = Object.entries(result.statusCodeStats ?? {});
  const isRight = (code: string) => (status === undefined ? code.startsWith('2') : code === String(status));
  const count = codes.reduce((sum, [code, { count = 0 }]) => sum + (isRight(code) ? count : 0), 0);
  const others = codes.filter(([code]) => !isRight(code)).map(([code]) => code);
  if (result.errors > 0 || others.length > 0 || count === 0) {
    throw new Error(
      `${method} ${url}: ${count} right answers, others with ${others.join(', ')}, ${result.errors} errors`,
    );
  }
  return { count, perSecond: count / result.duration };
}
