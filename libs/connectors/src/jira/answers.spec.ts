import type { HttpAnswer } from '@ims/connector-sdk';
import { describe, expect, it } from 'vitest';
import { explainJira, explainSearch } from './answers.ts';

function answer(status: number, body: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, text, url: 'https://acme.atlassian.net/rest/api/3/myself' };
}

describe('explainJira', () => {
  it.each<[string, string, HttpAnswer]>([
    ['a stranger is answered', 'auth_invalid', answer(200, {}, { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' })],
    [
      'a CAPTCHA waits',
      'captcha_required',
      answer(403, '', { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; x' }),
    ],
    ['the log-in is denied', 'captcha_required', answer(401, '', { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' })],
    [
      'a site gets a bearer token',
      'auth_scheme_mismatch',
      answer(403, { error: 'Failed to parse Connect Session Auth Token' }),
    ],
    [
      'the site says so in plain text',
      'auth_scheme_mismatch',
      answer(403, 'Failed to parse Connect Session Auth Token'),
    ],
    ['the token has expired', 'auth_expired', answer(401, { errorMessages: ['The token has expired.'] })],
    [
      'a scope is missing',
      'permission_missing',
      answer(401, { code: 401, message: 'Unauthorized; scope does not match' }),
    ],
  ])('knows that %s (%s)', (_, errorClass, given) => {
    expect(explainJira(given)?.errorClass).toBe(errorClass);
  });

  it.each<[string, HttpAnswer]>([
    ['an answer to a known user', answer(200, { accountId: '1' }, { 'x-seraph-loginreason': 'OK' })],
    ['a refusal without words', answer(401, '')],
    ['an issue that tells of an expired token', answer(200, { message: 'The token has expired' })],
  ])('has nothing to add to %s', (_, given) => {
    expect(explainJira(given)).toBeUndefined();
  });
});

describe('explainSearch', () => {
  it('tells what Jira says about the filter, at its field', () => {
    const fault = explainSearch(answer(400, { errorMessages: ["Field 'proyect' does not exist."] }));
    expect(fault).toMatchObject({ errorClass: 'invalid_config', field: '/base_search' });
    expect(fault?.message).toContain("Field 'proyect' does not exist.");
  });

  it('explains unbounded JQL in its own words', () => {
    const fault = explainSearch(answer(400, { errorMessages: ['Unbounded JQL queries are not allowed here.'] }));
    expect(fault?.message).toContain('restricts nothing');
  });

  it('does not blame the filter for a page token that has expired', () => {
    const fault = explainSearch(answer(400, { errorMessages: ['The nextPageToken is invalid or expired.'] }));
    expect(fault?.field).toBeUndefined();
    expect(fault?.remedy).toContain('from the start');
  });
});
