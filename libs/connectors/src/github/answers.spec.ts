import type { HttpAnswer } from '@ims/connector-sdk';
import { describe, expect, it } from 'vitest';
import { explainFilter, explainGithub, hiddenBySso, tokenExpiry } from './answers.ts';

const now = new Date('2026-03-01T12:00:00Z');
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

function answer(status: number, message: string, headers: HttpAnswer['headers'] = {}, more = {}): HttpAnswer {
  return { status, headers, text: JSON.stringify({ message, ...more }), url: 'https://api.github.com/user' };
}

describe('a rate limit', () => {
  const reset = String(now.getTime() / 1000 + 900);

  it.each<[string, HttpAnswer, Date]>([
    ['429 with retry-after', answer(429, '', { 'retry-after': '7' }), inSeconds(7)],
    ['403 with retry-after', answer(403, '', { 'retry-after': '30' }), inSeconds(30)],
    [
      'retry-after before the quota',
      answer(403, '', { 'retry-after': '7', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }),
      inSeconds(7),
    ],
    ['an empty quota', answer(403, '', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }), inSeconds(900)],
    ['429 without any time', answer(429, ''), inSeconds(60)],
    [
      'a secondary limit, whatever is left of the quota',
      answer(403, 'You have exceeded a secondary rate limit.', {
        'x-ratelimit-remaining': '4000',
        'x-ratelimit-reset': reset,
      }),
      inSeconds(60),
    ],
  ])('is known from %s', (_, given, retryAt) => {
    expect(explainGithub(given, now)).toMatchObject({ errorClass: 'rate_limited', retryAt });
  });
});

describe('explainGithub', () => {
  it('names the permission that a refusal asks for', () => {
    const headers = { 'x-accepted-github-permissions': 'metadata=read', 'x-github-request-id': 'A1' };
    const fault = explainGithub(answer(403, 'Resource not accessible by personal access token', headers), now);
    expect(fault).toMatchObject({ errorClass: 'permission_missing', upstream: { status: 403, request_id: 'A1' } });
    expect(fault?.remedy).toContain('metadata=read');
  });

  it('leads to the page that authorises a token for single sign-on', () => {
    const url = 'https://github.com/orgs/acme/sso?authorization_request=AAAA';
    const fault = explainGithub(answer(403, 'SAML', { 'x-github-sso': `required; url=${url}` }), now);
    expect(fault).toMatchObject({ errorClass: 'sso_required' });
    expect(fault?.remedy).toContain(url);
  });

  it.each([200, 401, 404, 500])('leaves a plain %i to the general rules', (status) => {
    expect(explainGithub(answer(status, ''), now)).toBeUndefined();
  });
});

it('puts what GitHub says about a filter at its field', () => {
  const errors = [{ message: 'The listed users cannot be searched', resource: 'Search', field: 'q', code: 'invalid' }];
  const fault = explainFilter(answer(422, 'Validation Failed', {}, { errors }));
  expect(fault).toMatchObject({ errorClass: 'invalid_config', field: '/base_search' });
  expect(fault?.message).toContain('The listed users cannot be searched');
});

it('sees that single sign-on hides a part', () => {
  expect(hiddenBySso(answer(200, '', { 'x-github-sso': 'partial-results; organizations=21955855' }))).toBe(true);
  expect(hiddenBySso(answer(200, ''))).toBe(false);
});

it.each([
  ['2026-08-14 08:15:54 UTC', '2026-08-14T08:15:54.000Z'],
  ['2026-08-14 08:15:54 +0500', '2026-08-14T03:15:54.000Z'],
  ['2026-03-01 12:00:02 UTC', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('takes %j for a token that ends at %j', (header, expected) => {
  const given = answer(200, '', { 'github-authentication-token-expiration': header });
  expect(tokenExpiry(given, now)?.toISOString()).toBe(expected);
});
