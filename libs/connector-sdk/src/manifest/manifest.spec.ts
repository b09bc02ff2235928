import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type ManifestInput, manifestJsonSchema, manifestSchema } from './manifest.ts';

const rest: ManifestInput & { kind: 'rest_source' } = {
  kind: 'rest_source',
  provider: 'tickets',
  display_name: 'Tickets',
  description: 'Our tickets.',
  auth: { scheme: 'bearer' },
  settings: { team: { type: 'string', title: 'Team' } },
  check: { path: 'me', identity: { id: '/id', name: '/name' } },
  list: { path: 'teams/{settings.team}/tickets', records: '/data', record: { id: '/id' }, kind: 'ticket' },
};
const ai: ManifestInput & { kind: 'openai_compatible' } = {
  kind: 'openai_compatible',
  provider: 'claims',
  display_name: 'Claims',
  description: 'Our models.',
  auth: { scheme: 'header', name: 'X-Key' },
};

function complaints(manifest: unknown): string[] {
  const { error } = manifestSchema.safeParse(manifest);
  return (error?.issues ?? []).map(({ path, message }) => `/${path.join('/')} ${message}`);
}

describe('a manifest', () => {
  it('gets its defaults', () => {
    expect(manifestSchema.parse(rest)).toMatchObject({
      version: 1,
      list: { query: {}, pagination: { style: 'none' } },
    });
    expect(manifestSchema.parse(ai)).toMatchObject({
      paths: { chat: 'chat/completions', responses: null, embeddings: 'embeddings', models: 'models' },
    });
  });

  it.each<[string, unknown, string]>([
    ['an unknown kind', { ...rest, kind: 'soap' }, '/kind'],
    ['an unknown field', { ...rest, code: 'x' }, 'Unrecognized key'],
    ['a path upwards', { ...rest, check: { ...rest.check, path: '../me' } }, '/check/path must be a path below'],
    ['another host', { ...rest, check: { ...rest.check, path: '//evil.example' } }, '/check/path must be a path below'],
    ['a setting that is not there', { ...rest, settings: {} }, '/list/path names {settings.team}, which is not there'],
    [
      'what objects inherit',
      { ...rest, check: { ...rest.check, query: { a: '{settings.constructor}' } } },
      'which is not there',
    ],
    [
      'a bare name of a setting',
      { ...rest, list: { ...rest.list, query: { a: '{team}' } } },
      '/list/query/a names {team}',
    ],
    [
      'the search in the path of the check',
      { ...rest, check: { ...rest.check, path: '{base_search}' } },
      '/check/path names',
    ],
    [
      'a pointer without a slash',
      { ...rest, list: { ...rest.list, records: 'data' } },
      '/list/records must be a JSON pointer',
    ],
    [
      'a pattern',
      { ...rest, settings: { team: { type: 'string', title: 'Team', pattern: '(a+)+$' } } },
      'Unrecognized key',
    ],
    [
      'a default that does not fit',
      { ...rest, settings: { team: { type: 'string', title: 'T', enum: ['a'], default: 'b' } } },
      '/settings/team/default does not fit',
    ],
    [
      'an example that does not fit',
      { ...rest, settings: { team: { type: 'string', title: 'T', maxLength: 1, examples: ['ab'] } } },
      '/settings/team/examples does not fit',
    ],
    [
      'a header of the transport',
      { ...ai, auth: { scheme: 'header', name: 'Host' } },
      '/auth/name is set by the transport',
    ],
    [
      'a header with a line break',
      { ...ai, headers: { 'X-A': 'a\r\nX-B: b' } },
      '/headers/X-A must be printable ASCII',
    ],
    ['a model in the path of the models', { ...ai, paths: { models: '{model}' } }, '/paths/models names {model}'],
    ['no calls at all', { ...ai, paths: { chat: null, embeddings: null } }, '/paths needs chat or embeddings'],
  ])('is refused with %s', (_, manifest, complaint) => {
    expect(complaints(manifest)).toEqual([expect.stringContaining(complaint)]);
  });

  it('may hold braces that name nothing', () => {
    expect(
      complaints({ ...rest, list: { ...rest.list, query: { filter: '{"open": true, "team": "{settings.team}"}' } } }),
    ).toEqual([]);
  });
});

describe('the JSON Schema of manifests', () => {
  it('takes what a person writes', () => {
    const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(manifestJsonSchema);
    expect(fits(rest)).toBe(true);
    expect(fits(ai)).toBe(true);
    expect(fits({ ...rest, kind: 'soap' })).toBe(false);
  });

  it('describes every field', () => {
    expect(undescribed(manifestJsonSchema)).toEqual([]);
  });
});

function undescribed(schema: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const bare = Object.entries((schema as { properties?: object }).properties ?? {})
    .filter(([, field]) => !(field as { description?: string }).description)
    .map(([name]) => `${at}/${name}`);
  return [...bare, ...Object.entries(schema).flatMap(([name, value]) => undescribed(value, `${at}/${name}`))];
}
