import { z } from 'zod';
import { choice, neededWhen, settingsForm, shownWhen } from '../settings-form.ts';

const scheme = '/provider_metadata/auth_scheme';
const paging = '/provider_metadata/pagination';

const path = (hints: { title: string; description: string; examples: string[] }) =>
  z.string().min(1).max(500).meta(hints);

const pointer = (hints: { title: string; description: string; examples: string[]; 'x-shown-when'?: object }) =>
  z
    .string()
    .max(300)
    .regex(/^(?:\/(?:[^~/]|~[01])*)*$/)
    .meta(hints);

const param = (hints: { title: string; examples: string[]; description?: string; 'x-shown-when'?: object }) =>
  z.string().min(1).max(64).meta(hints);

/** What describes a REST interface: the parts of a manifest, asked for one by one. */
const description = z.object({
  auth_scheme: choice({
    bearer: 'Bearer token',
    basic: 'User name and password',
    header: 'Key in a header',
    query: 'Key in the address',
    none: 'Nothing',
  })
    .default('bearer')
    .meta({ title: 'Log in with', description: 'How the secret goes with each request.' }),
  header_name: param({
    title: 'Name of the header',
    examples: ['X-Api-Key'],
    ...shownWhen(scheme, 'header'),
  }).optional(),
  header_prefix: z
    .string()
    .max(32)
    .optional()
    .meta({
      title: 'Before the key',
      description: 'Text that the header has in front of the key, if any.',
      examples: ['Token '],
      ...shownWhen(scheme, 'header'),
    }),
  query_name: param({
    title: 'Name of the parameter',
    examples: ['api_key'],
    ...shownWhen(scheme, 'query'),
  }).optional(),
  check_path: path({
    title: 'Address that tells who we are',
    description: 'Below the base URL. It has to refuse whoever is not logged in, or it proves nothing.',
    examples: ['v1/me'],
  }),
  identity_id: pointer({
    title: 'Where the answer has our ID',
    description: 'A JSON pointer.',
    examples: ['/id', '/data/user/id'],
  }).default('/id'),
  identity_name: pointer({
    title: 'Where the answer has our name',
    description: 'A JSON pointer.',
    examples: ['/name', '/data/user/email'],
  }).default('/name'),
  list_path: path({
    title: 'Address of the records',
    description: 'Below the base URL; may have a query. {base_search} stands for the base search.',
    examples: ['v1/orders', 'v1/orders?sort=updated_at'],
  }),
  search_param: param({
    title: 'Parameter for the base search',
    description: 'Name of the query parameter that the base search is sent in.',
    examples: ['filter'],
  }).optional(),
  records_pointer: pointer({
    title: 'Where the answer has the list',
    description: 'A JSON pointer; empty when the answer is the list itself.',
    examples: ['/data', '/result/items'],
  }).default(''),
  record_kind: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .default('record')
    .meta({ title: 'What a record is', description: 'One word in small letters.', examples: ['order'] }),
  record_id: pointer({
    title: 'Where a record has its ID',
    description: 'A JSON pointer, counted from the record.',
    examples: ['/id'],
  }).default('/id'),
  record_title: pointer({
    title: 'Where a record has its title',
    description: 'A JSON pointer, counted from the record.',
    examples: ['/name'],
  }).optional(),
  record_url: pointer({
    title: 'Where a record has its page for people',
    description: 'A JSON pointer, counted from the record.',
    examples: ['/links/html'],
  }).optional(),
  record_updated_at: pointer({
    title: 'Where a record has the time of its last change',
    description: 'A JSON pointer, counted from the record.',
    examples: ['/updated_at'],
  }).optional(),
  pagination: choice({
    none: 'One answer has everything',
    page: 'Numbered pages',
    offset: 'Number of records to leave out',
    cursor: 'Token for the next page',
    link: 'Address of the next page',
  })
    .default('none')
    .meta({ title: 'Pages', description: 'How a long list is divided.' }),
  page_param: param({
    title: 'Parameter for the page',
    examples: ['page', 'offset', 'cursor'],
    ...shownWhen(paging, 'page', 'offset', 'cursor'),
  }).optional(),
  first_page: z
    .int()
    .min(0)
    .max(1)
    .default(1)
    .meta({ title: 'Number of the first page', examples: [1, 0], ...shownWhen(paging, 'page') }),
  size_param: param({
    title: 'Parameter for the size of a page',
    examples: ['per_page', 'limit'],
    ...shownWhen(paging, 'page', 'offset', 'cursor', 'link'),
  }).optional(),
  page_size: z
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .meta({
      title: 'Records of a page',
      description: 'At most; counts where there is a parameter for it.',
      examples: [100],
      ...shownWhen(paging, 'page', 'offset', 'cursor', 'link'),
    }),
  more_pointer: pointer({
    title: 'Where the answer says that there is more',
    description: 'A JSON pointer. Without one, pages are read until one is empty.',
    examples: ['/has_more'],
    ...shownWhen(paging, 'page'),
  }).optional(),
  total_pointer: pointer({
    title: 'Where the answer says how many records there are',
    description: 'A JSON pointer. Without one, pages are read until one is empty.',
    examples: ['/total'],
    ...shownWhen(paging, 'offset'),
  }).optional(),
  next_pointer: pointer({
    title: 'Where the answer leads to the next page',
    description: 'A JSON pointer to the token or the address. For an address in the Link header, leave it empty.',
    examples: ['/meta/next_cursor'],
    ...shownWhen(paging, 'cursor', 'link'),
  }).optional(),
});

export type RestDescription = z.output<typeof description>;

export const restForm = settingsForm(
  z
    .object({
      base_url: z.url().meta({
        title: 'Base URL',
        description: 'All addresses below are counted from here.',
        examples: ['https://api.acme.com/v1'],
      }),
      username: z
        .string()
        .optional()
        .meta({ title: 'User name', examples: ['integrations'], ...shownWhen(scheme, 'basic') }),
      base_search: z
        .string()
        .max(4000)
        .optional()
        .meta({
          title: 'Base search',
          description: 'Narrows the list, in the words of the system.',
          examples: ['status=open'],
        }),
      provider_metadata: description.meta({ title: 'Description of the interface' }),
    })
    .meta({
      allOf: [
        neededWhen(scheme, ['basic'], ['/username'], 'bearer'),
        neededWhen(scheme, ['header'], ['/provider_metadata/header_name'], 'bearer'),
        neededWhen(scheme, ['query'], ['/provider_metadata/query_name'], 'bearer'),
        neededWhen(paging, ['page', 'offset', 'cursor'], ['/provider_metadata/page_param'], 'none'),
        neededWhen(paging, ['cursor'], ['/provider_metadata/next_pointer'], 'none'),
      ],
    }),
);
