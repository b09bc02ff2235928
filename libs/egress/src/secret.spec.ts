import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { originOf } from './origin.ts';
import { BoundSecret } from './secret.ts';

const value = 'hunter2-hunter2';

describe('BoundSecret', () => {
  const secret = new BoundSecret('https://api.example.com', value);

  it('reveals its value to its own origin', () => {
    expect(secret.revealTo('https://api.example.com/v1?x=1')).toBe(value);
    expect(secret.revealTo(new URL('https://API.example.com:443/'))).toBe(value);
  });

  it.each([
    'http://api.example.com/',
    'https://api.example.com:8443/',
    'https://api.example.com./',
    'https://evil.test/',
    'https://api.example.com@evil.test/',
    'https://api.example.com.evil.test/',
    'https://evil.test\\@api.example.com/',
    'https://evil.test/https://api.example.com',
    'https:evil.test',
    'wss://api.example.com/',
    'https://аpi.example.com/',
  ])('keeps its value from %s', (url) => {
    expect(() => secret.revealTo(url)).toThrow(expect.objectContaining({ code: 'secret_misdirected' }));
  });

  it('shows its value in no print', () => {
    class Holder {
      secret = secret;
    }
    const prints = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret, { showHidden: true, depth: 9 }),
      inspect(new Holder()),
      format('%s %o %O %j', secret, secret, secret, secret),
      inspect(new Error('boom', { cause: secret })),
      JSON.stringify(structuredClone({ ...secret })),
      Object.entries(secret).join(),
    ];
    expect(prints.join('\n')).not.toContain('hunter2');
    expect(prints.slice(0, 2)).toEqual(['[secret]', '[secret]']);
  });

  it('binds what is made from it to the same origin', async () => {
    const derived = await secret.derive(async (text) => text.toUpperCase());
    expect(derived.revealTo('https://api.example.com')).toBe(value.toUpperCase());
    expect(() => derived.revealTo('https://evil.test')).toThrow();
    expect(secret.sibling('other').origin).toBe(secret.origin);
  });
});

describe('originOf', () => {
  it.each([
    ['https://Example.com:443/a?b#c', 'https://example.com'],
    ['http://example.com:8080', 'http://example.com:8080'],
    ['https://bücher.test/', 'https://xn--bcher-kva.test'],
    ['SMTP://Mail.Example.COM:587/x', 'smtp://mail.example.com:587'],
    ['smtp://mail.example.com', 'smtp://mail.example.com'],
    ['smtp://0x7f.1:25', 'smtp://127.0.0.1:25'],
    ['smtps://[::1]:465', 'smtps://[::1]:465'],
    ['smtp://b%C3%BCcher.test', 'smtp://xn--bcher-kva.test'],
  ])('reads %s as %s', (url, origin) => {
    expect(originOf(url)).toBe(origin);
  });

  it.each(['', 'example.com', 'mailto:a@b.c', 'unix:/var/run/x', 'file:///etc/passwd', 'https://'])(
    'refuses %j',
    (url) => {
      expect(() => originOf(url)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );
});
