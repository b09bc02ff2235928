import type { z } from 'zod';
import type { Upstream } from './connector-fault.ts';
import type { HttpAnswer } from './connector-http.ts';

/** Where systems say under which id a request stands in their logs; their own names go before the general ones. */
const requestIds = [
  'x-github-request-id',
  'x-arequestid',
  'atl-traceid',
  'apim-request-id',
  'x-ms-request-id',
  'x-request-id',
  'x-correlation-id',
];

/** Status and request id of an answer, for people who look into the logs of the system. */
export function upstreamOf(answer: Pick<HttpAnswer, 'status' | 'headers'>): Upstream {
  const id = requestIds.map((name) => answer.headers[name]).find((value) => value);
  return { status: answer.status, request_id: id?.slice(0, 200) ?? null };
}

/** The body as JSON of a shape; undefined when it is anything else. */
export function bodyAs<T>(answer: Pick<HttpAnswer, 'text'>, shape: z.ZodType<T>): T | undefined {
  try {
    return shape.safeParse(JSON.parse(answer.text)).data;
  } catch {
    return undefined;
  }
}

/** A system's own words as the end of a sentence: on one line, short enough for a message, with a full stop. */
export function inItsWords(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim().slice(0, 300);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
