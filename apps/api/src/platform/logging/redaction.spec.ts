import { describe, expect, test } from 'vitest';
import { isSensitive, knownSecrets, redactFields } from './redaction.ts';

describe('a name', () => {
  test.each([
    'password',
    'PASSWORD',
    'passphrase',
    'user_password',
    'client_secret',
    'apiKey',
    'api_key',
    'api-key',
    'private_key',
    'access_token',
    'Authorization',
    'set-cookie',
    'credentials',
    'x-signature',
    'bearer',
  ])('%s is sensitive', (name) => expect(isSensitive(name)).toBe(true));

  test.each([
    'model',
    'username',
    'base_url',
    'max_tokens',
    'max_completion_tokens',
    'cost_per_token',
    'password_updated_at',
    'secret_origin',
    'key',
  ])('%s is not', (name) => expect(isSensitive(name)).toBe(false));
});

test('sensitive fields are hidden at any depth, in lists too, and the original stays', () => {
  const original = { a: { token: 'x', list: [{ secret: { deep: 'y' } }, 'plain'] }, password: 'z', max_tokens: 5 };
  expect(redactFields(original)).toEqual({
    a: { token: '[redacted]', list: [{ secret: '[redacted]' }, 'plain'] },
    password: '[redacted]',
    max_tokens: 5,
  });
  expect(original.password).toBe('z');
});

test('that a sensitive field is empty may be seen', () => {
  expect(redactFields({ password: null })).toEqual({ password: null });
});

test('what is too deep to look into is not shown', () => {
  const deep = { a: { a: { a: { a: { a: { a: { a: { a: { token: 'x' } } } } } } } } };
  expect(JSON.stringify(redactFields(deep))).not.toContain('"x"');
});

describe('a known secret', () => {
  test('is cleaned from any text, also where JSON escapes it', () => {
    knownSecrets.remember('with "quotes" and \\ and\nlines');
    const line = JSON.stringify({ msg: 'failed for with "quotes" and \\ and\nlines!' });
    expect(knownSecrets.clean(line)).toBe('{"msg":"failed for [redacted]!"}');
  });

  test('of less than eight characters is not remembered: it would garble every line', () => {
    knownSecrets.remember('info');
    expect(knownSecrets.clean('{"level":"info"}')).toBe('{"level":"info"}');
  });

  test('is forgotten after many others, the one used last kept longest', () => {
    knownSecrets.remember('the-first-secret');
    knownSecrets.remember('the-second-secret');
    for (let index = 0; index < 510; index += 1) knownSecrets.remember(`another-secret-${index}`);
    knownSecrets.remember('the-first-secret');
    knownSecrets.remember('one-secret-too-many');
    expect(knownSecrets.clean('the-first-secret')).toBe('[redacted]');
    expect(knownSecrets.clean('the-second-secret')).toBe('the-second-secret');
  });
});
