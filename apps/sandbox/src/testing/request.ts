import { request } from 'node:http';

export interface Told {
  status: number;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
}

/** A request as `fetch` makes it, without following redirects; `json` is undefined when the answer is none. */
export async function ask(url: string, init: RequestInit & { json?: unknown } = {}): Promise<Told> {
  const { json, ...rest } = init;
  const posted = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) };
  const response = await fetch(url, { redirect: 'manual', ...posted, ...rest });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    json: isJson && text ? JSON.parse(text) : undefined,
  };
}

export function basic(username: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

export interface Bytes {
  headers: Record<string, unknown>;
  /** What had come when the answer ended or was left. */
  body: Buffer;
  /** Whether the answer came to its announced end. */
  complete: boolean;
}

/** Reads an answer, until it ends or `enough` bytes of it are there. */
export function readBytes(url: string, headers = {}, enough = (_size: number) => false): Promise<Bytes> {
  return new Promise((done, fail) => {
    const sent = request(url, { headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => done({ headers: res.headers, body: Buffer.concat(chunks), complete: res.complete });
      res.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (!enough(size)) return;
        finish();
        sent.destroy();
      });
      res.on('error', finish).on('end', finish);
    });
    sent.on('error', fail);
    sent.end();
  });
}
