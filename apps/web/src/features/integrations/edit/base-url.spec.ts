import { describe, expect, it } from 'vitest';
import { baseUrlFault, originOf } from './base-url.ts';

describe('baseUrlFault', () => {
  it.each(['https://api.example.com', ' http://10.0.0.1:8080/v1?x=1 ', 'HTTPS://example.com'])('takes %j', (text) => {
    expect(baseUrlFault(text)).toBeUndefined();
  });

  it.each([
    ['', 'must not be empty'],
    ['example.com', 'must be an address such as https://api.example.com'],
    ['https:/example.com', 'must be an address such as https://api.example.com'],
    ['https://a b.example', 'must be an address such as https://api.example.com'],
    ['https:\\\\evil.example', 'must be an address such as https://api.example.com'],
    ['ftp://example.com', 'must begin with https:// or http://'],
    ['https://me:secret@example.com', 'must not carry a user or password; enter them in their own fields'],
    ['https://example.com/#top', 'must not have a fragment (#…)'],
    [`https://example.com/${'x'.repeat(2048)}`, 'must be at most 2048 characters'],
  ])('refuses %j as the server does', (text, fault) => {
    expect(baseUrlFault(text)).toBe(fault);
  });
});

describe('baseUrlFault of a mail server', () => {
  it('takes SMTP, which is refused elsewhere', () => {
    expect(baseUrlFault('smtp://mail.example:587', { mail: true })).toBeUndefined();
    expect(baseUrlFault('smtp://mail.example:587')).toBe('must begin with https:// or http://');
    expect(baseUrlFault('ftp://mail.example', { mail: true })).toBe('must begin with smtp:// or smtps://');
  });
});

describe('originOf', () => {
  it('of a mail server is written as the server writes it', () => {
    expect(originOf('smtp://Mail.example:587')).toBe('smtp://mail.example:587');
  });

  it('is scheme, host and port, whatever the path and the case', () => {
    expect(originOf('https://API.example.com:443/v1')).toBe('https://api.example.com');
    expect(originOf('https://api.example.com:8443')).toBe('https://api.example.com:8443');
  });

  it('is unknown while the address is none', () => {
    expect(originOf('https://')).toBeUndefined();
  });
});
