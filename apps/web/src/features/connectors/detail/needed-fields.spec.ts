import { describe, expect, it } from 'vitest';
import { neededFields } from './needed-fields.ts';

const scheme = '/provider_metadata/scheme';
const configuration = {
  type: 'object',
  properties: {
    base_url: { type: 'string', title: 'Address', examples: ['https://a.example'] },
    username: { type: 'string', 'x-shown-when': { field: scheme, in: ['basic'] } },
    model_config: { type: 'object' },
    provider_metadata: {
      type: 'object',
      properties: {
        scheme: {
          title: 'Log in with',
          default: 'basic',
          anyOf: [
            { const: 'basic', title: 'Password' },
            { const: 'key', title: 'Key' },
          ],
        },
        header: { type: 'string', title: 'Header', 'x-shown-when': { field: scheme, in: ['key'] } },
      },
      required: ['scheme'],
    },
  },
  required: ['base_url'],
  allOf: [
    {
      if: {},
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: {
        allOf: [
          {
            type: 'object',
            required: ['provider_metadata'],
            properties: { provider_metadata: { type: 'object', required: ['header'], properties: { header: {} } } },
          },
        ],
      },
    },
  ],
};
const credentials = { type: 'object', properties: { password: { type: 'string', title: 'Secret' } } };

describe('neededFields', () => {
  const { connection, settings } = neededFields({ configuration, credentials });
  const field = (pointer: string) => [...connection, ...settings].find((one) => one.pointer === pointer);

  it('puts the secret after the user name, and leaves out objects that hold anything', () => {
    expect(connection.map(({ pointer }) => pointer)).toEqual(['/base_url', '/username', '/password']);
    expect(settings.map(({ pointer }) => pointer)).toEqual([scheme, '/provider_metadata/header']);
  });

  it('tells what is required: always, under a condition, or not because there is a default', () => {
    expect(field('/base_url')).toMatchObject({ title: 'Address', required: true, example: 'https://a.example' });
    expect(field('/provider_metadata/header')).toMatchObject({ required: true, when: '“Log in with” is “Key”' });
    expect(field(scheme)).toMatchObject({ required: false, fallback: 'Password', choices: ['Password', 'Key'] });
    expect(field('/password')).toMatchObject({ required: false, when: undefined });
  });
});
