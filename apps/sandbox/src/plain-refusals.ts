import { STATUS_CODES } from 'node:http';
import type { Answer, Refusals } from './system.ts';

/** Refusals of a system without words of its own. */
export const plainRefusals: Refusals = {
  badRequest: problem(400, 'The request is not understood.'),
  unauthorized: problem(401, 'The credentials are not valid.', { 'www-authenticate': 'Bearer error="invalid_token"' }),
  expired: problem(401, 'The token has expired.', {
    'www-authenticate': 'Bearer error="invalid_token", error_description="The access token expired"',
  }),
  forbidden: problem(403, 'These credentials may not do this.'),
  missing: problem(404, 'There is nothing here.'),
  requestTimeout: problem(408, 'The request took too long to arrive.'),
  conflict: problem(409, 'Somebody else changed this at the same time.'),
  gone: problem(410, 'This is no longer offered.'),
  unprocessable: problem(422, 'The request is understood, but cannot be done.'),
  rateLimited: problem(429, 'Too many requests.'),
  fault: problem(500, 'Something broke.'),
  unavailable: problem(503, 'Down for maintenance.'),
};

export function problem(status: number, detail: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: { type: 'about:blank', title: STATUS_CODES[status], status, detail },
  };
}
