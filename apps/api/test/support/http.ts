import type { Problem } from '@ims/api-client';

/** An answer as it came over the wire. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

export interface RawRequest {
  token?: string;
  headers?: Record<string, string>;
  /** Sent as it is; an object is sent as JSON. */
  body?: string | Buffer | FormData | object;
}

/** Sends what the generated client would never send. */
export async function send(
  server: { url: string },
  method: string,
  path: string,
  request: RawRequest = {},
): Promise<Answer> {
  const { token, body } = request;
  const isJson = body !== undefined && !(body instanceof FormData) && request.headers?.['content-type'] === undefined;
  const response = await fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...request.headers,
    },
    body: isRaw(body) ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function isRaw(body: RawRequest['body']): body is string | Buffer<ArrayBuffer> | FormData | undefined {
  return body === undefined || typeof body === 'string' || Buffer.isBuffer(body) || body instanceof FormData;
}

export const problemOf = (answer: Answer): Problem => JSON.parse(answer.text);

/** What must not differ between two answers that tell the caller the same: all but the time and the request's id. */
export function essence({ status, headers, text }: Answer): unknown {
  const { date: _date, 'x-request-id': requestId = '', ...rest } = Object.fromEntries(headers);
  return { status, headers: rest, text: text.replaceAll(requestId, '<request id>') };
}
