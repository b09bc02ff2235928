import { describe, expect, it } from 'vitest';
import { type ApiProblem, isAway, isProblem, sentence, toProblem } from './problem.ts';

const problem = (facts: Partial<ApiProblem> = {}): ApiProblem => ({
  type: 'urn:ims:problem:validation_failed',
  title: 'Some fields are wrong',
  status: 422,
  code: 'validation_failed',
  request_id: 'req-1',
  ...facts,
});

describe('what a call failed with', () => {
  it('is a problem when it says so', () => {
    expect(isProblem(problem())).toBe(true);
    for (const other of [null, undefined, 'text', new TypeError('x'), { code: 'x' }])
      expect(isProblem(other)).toBe(false);
  });

  it('carries when to try again', () => {
    const response = new Response(null, { status: 429, headers: { 'Retry-After': '90' } });
    expect(toProblem(problem({ status: 429 }), response)).toMatchObject({
      code: 'validation_failed',
      retry_after_s: 90,
    });
  });

  it('stays as it is without that', () => {
    expect(toProblem(problem(), new Response(null, { status: 422 }))).toEqual(problem());
  });

  it('is the network when nobody answered', () => {
    expect(toProblem(new TypeError('Failed to fetch'))).toMatchObject({ status: 0, code: 'unreachable' });
  });

  it('keeps status and request id of an answer that is no problem document', () => {
    const response = new Response('<html>', { status: 502, headers: { 'x-request-id': 'req-9' } });
    expect(toProblem('<html>', response)).toMatchObject({
      status: 502,
      code: 'unreadable_answer',
      request_id: 'req-9',
    });
  });

  it('may pass by itself when the server is away, and only then', () => {
    expect([0, 502, 503, 504].every((status) => isAway(problem({ status })))).toBe(true);
    expect([400, 401, 409, 429, 500].some((status) => isAway(problem({ status })))).toBe(false);
  });

  it('is said by its detail, or else by its title', () => {
    expect(sentence(problem({ detail: 'Name is missing.' }))).toBe('Name is missing.');
    expect(sentence(problem())).toBe('Some fields are wrong');
  });
});
