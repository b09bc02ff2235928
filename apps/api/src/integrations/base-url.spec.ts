import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../platform/errors/messages.ts';
import { baseUrl } from './base-url.ts';

describe('an address', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['https://api.example.com/v1', 'https://api.example.com/v1'],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/'],
    ['HTTPS://API.Example.COM:443/V1', 'https://api.example.com/V1'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['  https://api.example.com  ', 'https://api.example.com'],
    ['https://api.example.com/?a=b', 'https://api.example.com/?a=b'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://api.example.com/a/../b/./c', 'https://api.example.com/b/c'],
    ['https://0x7f.1/', 'https://127.0.0.1'],
    ['https://[::ffff:127.0.0.1]', 'https://[::ffff:7f00:1]'],
  ])('%s is kept as %s', (given, kept) => {
    expect(baseUrl.parse(given)).toBe(kept);
  });

  test.each([
    ['', 'must not be empty'],
    ['   ', 'must not be empty'],
    ['api.example.com', 'such as https://'],
    ['//api.example.com', 'such as https://'],
    ['https:api.example.com', 'such as https://'],
    ['https:/api.example.com', 'such as https://'],
    ['https:///api.example.com', 'such as https://'],
    ['https://', 'such as https://'],
    ['https://api example.com', 'such as https://'],
    ['https://api.example.com\\@evil.example', 'such as https://'],
    ['https://api.example\t.com', 'such as https://'],
    ['https://api.example.com/\u0000', 'such as https://'],
    ['https://api.example.com:65536', 'such as https://'],
    ['https://256.1.1.1', 'such as https://'],
    ['ftp://api.example.com', 'https:// or http://'],
    ['javascript://api.example.com/%0aalert(1)', 'https:// or http://'],
    ['https://user@api.example.com', 'user or password'],
    ['https://:pass@api.example.com', 'user or password'],
    ['https://api.example.com/#part', 'fragment'],
    [`https://api.example.com/${'x'.repeat(2048)}`, 'at most 2048'],
  ])('%j is refused', (given, why) => {
    const [issue] = baseUrl.safeParse(given).error?.issues ?? [];
    expect(issue?.message).toContain(why);
  });

  test('that is no text is refused', () => {
    for (const given of [null, undefined, 1, {}, ['https://api.example.com']])
      expect(baseUrl.safeParse(given).success).toBe(false);
  });

  const beginnings = [
    'https://',
    'http://h',
    'https://h.example:1/',
    'https://h/?',
    'https://h/%2e%2e/',
    'HTTPS://[::1]/',
  ];
  const text = fc
    .tuple(fc.constantFrom(...beginnings), fc.string({ unit: 'binary', maxLength: 20 }))
    .map((parts) => parts.join(''));

  test('is stored in a form that stays as it is', () => {
    fc.assert(
      fc.property(text, (given) => {
        const { data } = baseUrl.safeParse(given);
        if (data !== undefined) expect(baseUrl.parse(data)).toBe(data);
      }),
    );
  });

  test('that is accepted has the scheme and host the parser sees', () => {
    fc.assert(
      fc.property(text, (given) => {
        const { data } = baseUrl.safeParse(given);
        if (data !== undefined)
          expect(new URL(data)).toMatchObject({
            protocol: expect.stringMatching(/^https?:$/),
            username: '',
            password: '',
            hash: '',
          });
      }),
    );
  });
});
