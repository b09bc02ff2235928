import { STATUS_CODES } from 'node:http';
import type { Answer, Refusals } from './system.ts';

/** Refusals of a system without words of its own. */
export const plainRefusals: Refusals = {
  unauthorized: problem(401, 'The credentials are not valid.', { 'www-authenticate': 'Bearer error="invalid_token"' }),
  expired: problem(401, 'The token has expired.', {
    'www-authenticate': 'Bearer error="invalid_token", error_description="The access token expired"',
  }),
  forbidden: problem(403, 'These credentials may not do this.'),
  missing: problem(404, 'There is nothing here.'),
  gone: problem(410, 'This is no longer offered.'),
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
