import type { HttpAnswer, Upstream } from '@ims/connector-sdk';
import { z } from 'zod';

const requestIdHeaders = ['x-github-request-id', 'x-arequestid', 'atl-traceid', 'x-request-id', 'x-correlation-id'];

/** What an answer looked like from outside, for the report of a fault. */
export function upstreamOf(answer: HttpAnswer): Upstream {
  const id = requestIdHeaders.map((name) => answer.headers[name]).find((value) => value);
  return { status: answer.status, request_id: id?.slice(0, 200) ?? null };
}

/** The body as JSON of a shape; undefined when it is anything else. */
export function bodyAs<T>(answer: HttpAnswer, shape: z.ZodType<T>): T | undefined {
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
