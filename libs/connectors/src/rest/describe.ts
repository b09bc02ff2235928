import { ConnectorFault, type Field, type Manifest, manifestSchema } from '@ims/connector-sdk';
import type { RestDescription } from './form.ts';

/** The manifest that says the same as the settings. Throws `invalid_config`, pointing at the field, for what it refuses. */
export function describe(settings: RestDescription): Manifest {
  const parsed = manifestSchema.safeParse({
    kind: 'rest_source',
    provider: 'rest',
    display_name: 'REST API',
    description: 'Described by its settings.',
    auth: authOf(settings),
    check: { path: settings.check_path, identity: { id: settings.identity_id, name: settings.identity_name } },
    list: {
      path: settings.list_path,
      search_param: settings.search_param,
      records: settings.records_pointer,
      kind: settings.record_kind,
      record: {
        id: settings.record_id,
        title: settings.record_title,
        url: settings.record_url,
        updated_at: settings.record_updated_at,
      },
      pagination: paginationOf(settings),
    },
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = fieldOf(issue?.path.join('.') ?? '', settings);
  throw new ConnectorFault('invalid_config', { field, message: `The field ${issue?.message ?? 'is wrong'}.` });
}

function authOf({ auth_scheme, header_name, header_prefix, query_name }: RestDescription) {
  if (auth_scheme === 'header') return { scheme: auth_scheme, name: header_name ?? '', prefix: header_prefix };
  if (auth_scheme === 'query') return { scheme: auth_scheme, name: query_name ?? '' };
  return { scheme: auth_scheme };
}

function paginationOf(settings: RestDescription) {
  const { pagination, page_param = '', size_param, page_size, next_pointer } = settings;
  const size = { size_param, size: page_size };
  switch (pagination) {
    case 'none':
      return { style: pagination };
    case 'page':
      return { style: pagination, param: page_param, first: settings.first_page, more: settings.more_pointer, ...size };
    case 'offset':
      return { style: pagination, param: page_param, total: settings.total_pointer, ...size };
    case 'cursor':
      return { style: pagination, param: page_param, next: next_pointer ?? '', ...size };
    case 'link':
      return { style: pagination, next: next_pointer, ...size };
  }
}

/** Where in the settings a part of the manifest comes from. */
const sources: Record<string, keyof RestDescription> = {
  'auth.prefix': 'header_prefix',
  'check.path': 'check_path',
  'check.identity.id': 'identity_id',
  'check.identity.name': 'identity_name',
  'list.path': 'list_path',
  'list.search_param': 'search_param',
  'list.records': 'records_pointer',
  'list.kind': 'record_kind',
  'list.record.id': 'record_id',
  'list.record.title': 'record_title',
  'list.record.url': 'record_url',
  'list.record.updated_at': 'record_updated_at',
  'list.pagination.param': 'page_param',
  'list.pagination.first': 'first_page',
  'list.pagination.size_param': 'size_param',
  'list.pagination.size': 'page_size',
  'list.pagination.more': 'more_pointer',
  'list.pagination.total': 'total_pointer',
  'list.pagination.next': 'next_pointer',
};

function fieldOf(path: string, { auth_scheme }: RestDescription): Field {
  const name = path === 'auth.name' ? (auth_scheme === 'query' ? 'query_name' : 'header_name') : sources[path];
  return name ? `/provider_metadata/${name}` : '/provider_metadata';
}
