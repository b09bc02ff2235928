import { readFileSync } from 'node:fs';
import { checkSettings, manifestSchema, type Settings } from '@ims/connector-sdk';
import { expect, describe as group, it } from 'vitest';
import { describe } from './describe.ts';
import { restForm } from './form.ts';
import { rest } from './index.ts';

const least = { check_path: 'me', list_path: 'orders' };

function settings(provider_metadata: Record<string, unknown>, more: Partial<Settings> = {}): Settings {
  const base_url = 'https://api.acme.com/v1';
  return { base_url, username: null, base_search: null, model: null, model_config: {}, provider_metadata, ...more };
}

const manifestOf = (metadata: Record<string, unknown>) =>
  describe(restForm.read(settings({ ...least, ...metadata })).provider_metadata);
const problemsOf = (metadata: Record<string, unknown>, more: Partial<Settings> = {}) =>
  checkSettings(rest, settings({ ...least, ...metadata }, more), 'secret').problems.map(({ pointer }) => pointer);

group('describe', () => {
  it('needs no more than two addresses', () => {
    expect(manifestOf({})).toMatchObject({
      kind: 'rest_source',
      auth: { scheme: 'bearer' },
      check: { path: 'me', identity: { id: '/id', name: '/name' } },
      list: { path: 'orders', records: '', record: { id: '/id' }, pagination: { style: 'none' } },
    });
  });

  it.each([
    [
      { auth_scheme: 'header', header_name: 'X-Key', header_prefix: 'Key ' },
      { scheme: 'header', name: 'X-Key', prefix: 'Key ' },
    ],
    [
      { auth_scheme: 'query', query_name: 'key' },
      { scheme: 'query', name: 'key' },
    ],
    [{ auth_scheme: 'none' }, { scheme: 'none' }],
  ])('makes of %j the scheme %j', (metadata, auth) => {
    expect(manifestOf(metadata)).toMatchObject({ auth });
  });

  it.each([
    [
      { pagination: 'page', page_param: 'p', first_page: 0, more_pointer: '/more' },
      { style: 'page', param: 'p', first: 0, more: '/more' },
    ],
    [
      { pagination: 'offset', page_param: 'o', total_pointer: '/total' },
      { style: 'offset', param: 'o', total: '/total' },
    ],
    [
      { pagination: 'cursor', page_param: 'c', next_pointer: '/next' },
      { style: 'cursor', param: 'c', next: '/next' },
    ],
    [
      { pagination: 'link', size_param: 'n', page_size: 7 },
      { style: 'link', size_param: 'n', size: 7 },
    ],
  ])('makes of %j the pages %j', (metadata, pagination) => {
    expect(manifestOf(metadata)).toMatchObject({ list: { pagination } });
  });
});

group('the settings of a REST API', () => {
  it('are complete with two addresses', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ check_path: undefined }, '/provider_metadata/check_path'],
    [{ list_path: '../admin' }, '/provider_metadata/list_path'],
    [{ list_path: '//evil.example/x' }, '/provider_metadata/list_path'],
    [{ list_path: '{settings.unknown}' }, '/provider_metadata/list_path'],
    [{ records_pointer: 'data' }, '/provider_metadata/records_pointer'],
    [{ auth_scheme: 'header' }, '/provider_metadata/header_name'],
    [{ auth_scheme: 'header', header_name: 'Content-Length' }, '/provider_metadata/header_name'],
    [{ auth_scheme: 'header', header_name: 'not a name' }, '/provider_metadata/header_name'],
    [{ auth_scheme: 'query' }, '/provider_metadata/query_name'],
    [{ auth_scheme: 'basic' }, '/username'],
    [{ pagination: 'page' }, '/provider_metadata/page_param'],
    [{ pagination: 'cursor', page_param: 'c' }, '/provider_metadata/next_pointer'],
  ])('with %j are at fault at %s', (metadata, pointer) => {
    expect(problemsOf(metadata)).toContain(pointer);
  });
});

it('the settings are at fault with a base search that is sent nowhere', () => {
  expect(problemsOf({}, { base_search: 'open' })).toEqual(['/provider_metadata/search_param']);
  expect(problemsOf({ search_param: 'q' }, { base_search: 'open' })).toEqual([]);
  expect(problemsOf({ list_path: 'orders?status={base_search}' }, { base_search: 'open' })).toEqual([]);
});

it('the example of a manifest is one', () => {
  const text = readFileSync(new URL('../../examples/ticket-desk.rest.json', import.meta.url), 'utf8');
  expect(manifestSchema.parse(JSON.parse(text))).toMatchObject({ provider: 'ticket_desk' });
});
