import { expect, it } from 'vitest';
import { z } from 'zod';
import { bodyAs, inItsWords, upstreamOf } from './answer-parts.ts';

it.each([
  [{ 'x-request-id': 'of a proxy', 'x-github-request-id': 'of GitHub' }, 'of GitHub'],
  [{ 'x-correlation-id': 'c1' }, 'c1'],
  [{ 'x-request-id': 'a'.repeat(300) }, 'a'.repeat(200)],
  [{ 'x-request-id': '' }, null],
])('finds in %j the id of the request', (headers, request_id) => {
  expect(upstreamOf({ status: 500, headers })).toEqual({ status: 500, request_id });
});

it.each([
  ['{"message":"no"}', { message: 'no' }],
  ['{"message":1}', undefined],
  ['<html>', undefined],
])('reads of %j what has the shape', (text, body) => {
  expect(bodyAs({ text }, z.object({ message: z.string() }))).toEqual(body);
});

it.each([
  [' Bad\n credentials ', 'Bad credentials.'],
  ['Really?', 'Really?'],
  ['a'.repeat(400), `${'a'.repeat(300)}.`],
])('ends a sentence with %j', (words, end) => {
  expect(inItsWords(words)).toBe(end);
});
