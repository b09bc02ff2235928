import { describe, expect, it } from 'vitest';
import { below, isBelow, tidyBaseUrl } from './base-url.ts';

describe('a path below a base URL', () => {
  it.each([
    ['https://host', 'me', 'https://host/me'],
    ['https://host/', '/me', 'https://host/me'],
    ['https://host/jira', 'rest/api', 'https://host/jira/rest/api'],
    ['https://host/jira/', '/rest/api?a=1', 'https://host/jira/rest/api?a=1'],
    ['https://host/jira', '', 'https://host/jira'],
    ['https://host/jira', '/', 'https://host/jira/'],
    ['https://host/v1?tenant=5', 'me?a=1', 'https://host/v1/me?tenant=5&a=1'],
    ['https://host/v1', 'a/b:c', 'https://host/v1/a/b:c'],
    ['https://host/v1', 'me?next=../..#x', 'https://host/v1/me?next=../..'],
  ])('of %s and %j is %s', (base, to, url) => {
    expect(below(base, to).href).toBe(url);
  });

  it.each([
    '..',
    '../x',
    'a/../../x',
    '%2e%2e/x',
    '..%2fx',
    '..\\x',
    '//evil.example',
    '\\\\evil',
    'http://evil/',
    'x:y',
    '%',
  ])('is never %s', (to) => expect(() => below('https://host/base', to)).toThrow('leads out'));
});

describe('what lies below a base URL', () => {
  it.each([
    ['https://host/v1', true],
    ['https://host/v1/items?page=2', true],
    ['https://host/v10/items', false],
    ['https://host/', false],
    ['http://host/v1/items', false],
    ['https://host:444/v1/items', false],
    ['https://user@host/v1/items', false],
    ['https://host.evil/v1/items', false],
  ])('%s: %s', (url, expected) => expect(isBelow('https://host/v1', new URL(url))).toBe(expected));
});

describe('a tidy base URL', () => {
  it.each([
    [' https://Host.example/ ', 'https://host.example'],
    ['https://host/v1///', 'https://host/v1'],
    ['https://host/v1/#x', 'https://host/v1'],
    ['https://host/?a=1', 'https://host/?a=1'],
    ['smtp://mail.example:587', 'smtp://mail.example:587'],
    ['no address', 'no address'],
  ])('of %j is %j', (text, tidy) => {
    expect(tidyBaseUrl(text)).toBe(tidy);
    expect(tidyBaseUrl(tidy)).toBe(tidy);
  });
});
