import { describe, expect, it } from 'vitest';
import { checkSettings } from './check-settings.ts';
import { ConnectorFault } from './connector-fault.ts';
import type { JsonSchema } from './json-schema.ts';
import { connectorWith, settingsFor } from './testing/connectors.ts';

const baseUrl: JsonSchema = { type: 'string', title: 'Base URL', format: 'uri' };

function connectorFor(properties: Record<string, JsonSchema>, more: JsonSchema = {}) {
  const provider_metadata: JsonSchema = { type: 'object', title: 'Settings', properties, ...more };
  return connectorWith(() => ({}), {
    configuration: { type: 'object', required: ['base_url'], properties: { base_url: baseUrl, provider_metadata } },
    credentials: {
      type: 'object',
      required: ['password'],
      properties: { password: { type: 'string', title: 'Token', minLength: 8 } },
    },
  });
}

const plain = connectorFor({});

describe('checked settings', () => {
  it.each<[JsonSchema, unknown, string]>([
    [{ type: 'string' }, 5, 'Field must be text.'],
    [{ type: 'integer' }, 'five', 'Field must be a whole number.'],
    [{ type: 'integer', minimum: 1 }, 0, 'Field must be 1 or more.'],
    [{ type: 'integer', maximum: 9 }, 10, 'Field must be 9 or less.'],
    [{ type: 'string', minLength: 3 }, 'ab', 'Field must have at least 3 characters.'],
    [{ type: 'string', maxLength: 3 }, 'abcd', 'Field must have at most 3 characters.'],
    [{ type: 'string', enum: ['eu', 'us'] }, 'mars', 'Field must be one of: eu, us.'],
    [{ type: 'string', const: 'v1' }, 'v2', 'Field must be v1.'],
    [{ type: 'string', format: 'email' }, 'nobody', 'Field must be an e-mail address.'],
    [
      { type: 'string', pattern: '^[a-z]+$', examples: ['main'] },
      'A B',
      'Field is not written as expected, such as main.',
    ],
    [{ type: 'array', items: { type: 'string' }, minItems: 2 }, ['a'], 'Field must have at least 2 entries.'],
    [
      {
        oneOf: [
          { const: 'pat', title: 'Token' },
          { const: 'app', title: 'App' },
        ],
      },
      'other',
      'Field is not one of the allowed forms: Token, App.',
    ],
  ])('tell a person what is wrong: %j', (schema, value, message) => {
    const connector = connectorFor({ field: { title: 'Field', ...schema } });
    const settings = settingsFor('https://host', { provider_metadata: { field: value } });
    expect(checkSettings(connector, settings, true).problems).toEqual([
      { pointer: '/provider_metadata/field', message, missing: false },
    ]);
  });

  it('take null and empty text for not filled in', () => {
    const connector = connectorFor(
      { api_version: { type: 'string', title: 'API version' } },
      { required: ['api_version'] },
    );
    for (const api_version of [null, '', undefined]) {
      const { problems } = checkSettings(
        connector,
        settingsFor('https://host', { provider_metadata: { api_version } }),
        true,
      );
      expect(problems).toEqual([
        { pointer: '/provider_metadata/api_version', message: 'API version is missing.', missing: true },
      ]);
    }
  });

  it('use the title that a condition gives a field', () => {
    const connector = connectorFor(
      { kind: { type: 'string', title: 'Kind' } },
      {
        if: { required: ['kind'], properties: { kind: { const: 'app' } } },
        // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
        then: { required: ['app_id'], properties: { app_id: { type: 'string', title: 'App id' } } },
      },
    );
    const settings = settingsFor('https://host', { provider_metadata: { kind: 'app' } });
    expect(checkSettings(connector, settings, true).problems).toEqual([
      { pointer: '/provider_metadata/app_id', message: 'App id is missing.', missing: true },
    ]);
  });

  it('name fields with odd characters by a proper pointer', () => {
    const connector = connectorFor({}, { additionalProperties: false });
    const settings = settingsFor('https://host', { provider_metadata: { 'a/b~c': 1 } });
    expect(checkSettings(connector, settings, true).problems[0]?.pointer).toBe('/provider_metadata/a~1b~0c');
  });

  it.each([
    ['', 'missing'],
    ['host.example', 'an address with a scheme'],
    ['ftp://host', 'must begin with https'],
    ['https://user:pass@host', 'no user name or password'],
    ['https://host/#x', 'no fragment'],
  ])('refuse the base URL %j', (base, message) => {
    const { problems } = checkSettings(plain, settingsFor(base), true);
    expect(problems).toEqual([
      { pointer: '/base_url', message: expect.stringContaining(message), missing: base === '' },
    ]);
  });

  it.each(['https://host', 'http://127.0.0.1:8080/x', 'smtp://mail.example:587', 'smtps://mail.example'])(
    'take the base URL %s',
    (base) => expect(checkSettings(plain, settingsFor(base), true).problems).toEqual([]),
  );

  it('want a secret unless one is stored', () => {
    expect(checkSettings(plain, settingsFor('https://host'), undefined).problems).toEqual([
      { pointer: '/password', message: 'Token is missing.', missing: true },
    ]);
    expect(checkSettings(plain, settingsFor('https://host'), true).problems).toEqual([]);
  });

  it('never quote the secret', () => {
    const { problems } = checkSettings(plain, settingsFor('https://host'), 'hunter2');
    expect(problems).toEqual([
      { pointer: '/password', message: 'Token must have at least 8 characters.', missing: false },
    ]);
  });

  it('are normalised, with the secret found in what was pasted', () => {
    const connector = connectorWith(() => ({}), {
      normalize: (settings) => ({ settings: { ...settings, base_url: 'https://host' }, secret: 'from-the-path' }),
    });
    const checked = checkSettings(connector, settingsFor('https://host/from-the-path'));
    expect(checked).toMatchObject({ settings: { base_url: 'https://host' }, secret: 'from-the-path', problems: [] });
  });

  it.each([
    [
      'throws',
      () => {
        throw new TypeError('secret detail');
      },
    ],
    ['gives nonsense', () => ({ settings: 5 }) as never],
  ])('contain a connector that %s', (_, normalize) => {
    const { problems } = checkSettings(
      connectorWith(() => ({}), { normalize }),
      settingsFor('https://host'),
    );
    expect(problems).toEqual([
      { pointer: '/base_url', message: 'The connector cannot make sense of these settings.', missing: false },
    ]);
  });

  it('pass on what a connector says is wrong', () => {
    const normalize = () => {
      throw new ConnectorFault('invalid_config', { message: 'No such region.', field: '/provider_metadata/region' });
    };
    const { problems } = checkSettings(
      connectorWith(() => ({}), { normalize }),
      settingsFor('https://host'),
    );
    expect(problems).toEqual([{ pointer: '/provider_metadata/region', message: 'No such region.', missing: false }]);
  });
});
