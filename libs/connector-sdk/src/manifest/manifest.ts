import { z } from 'zod';
import { strictAjv } from '../schema-checker.ts';
import { auth, parts, path, pointer, query } from './manifest-parts.ts';
import { placeholdersIn } from './template.ts';

const pageSize = {
  size_param: z.string().min(1).max(64).describe('Query parameter for the number of records of a page.').optional(),
  size: z.int().min(1).max(1000).default(100).describe('Records of a page, where size_param is given.'),
};
const param = (description: string) => z.string().min(1).max(64).describe(description);

const pagination = z
  .discriminatedUnion('style', [
    z.strictObject({ style: z.literal('none').describe('One answer holds everything.') }),
    z.strictObject({
      style: z.literal('page').describe('Numbered pages, until `more` is false or a page is empty.'),
      param: param('Query parameter for the number of the page.'),
      first: z.int().min(0).max(1).default(1).describe('Number of the first page.'),
      more: pointer('Where an answer says, by true or a value, that there is more.').optional(),
      ...pageSize,
    }),
    z.strictObject({
      style: z.literal('offset').describe('So many records left out, until `total` is reached or a page is empty.'),
      param: param('Query parameter for the number of records to leave out.'),
      total: pointer('Where an answer says how many records there are.').optional(),
      ...pageSize,
    }),
    z.strictObject({
      style: z.literal('cursor').describe('Each answer has a token for the next page, until it has none.'),
      param: param('Query parameter for the token of the page.'),
      next: pointer('Where an answer has the token of the next page.'),
      ...pageSize,
    }),
    z.strictObject({
      style: z.literal('link').describe('Each answer has the address of the next page, which lies below the base URL.'),
      next: pointer('Where an answer has that address; without it, the Link header counts.').optional(),
      ...pageSize,
    }),
  ])
  .describe('How a long list is divided.');

const restSource = z
  .strictObject({
    kind: z.literal('rest_source').describe('A data source: a list of records at a REST interface.'),
    ...parts.common,
    base_url: z.strictObject(parts.baseUrlHints).default({}).describe('How the form asks for the base URL.'),
    check: z
      .strictObject({
        path: path('What needs credentials and tells whose they are.'),
        method: z.enum(['GET', 'POST']).default('GET').describe('Method of the check.'),
        query: query.default({}),
        identity: z
          .strictObject({ id: pointer('Stable id of the account.'), name: pointer('Name of the account for people.') })
          .describe('Where the answer says who we are.'),
        expect: pointer('Something else that the right answer has.').optional(),
      })
      .describe('The request that proves a connection. It must be refused without credentials.'),
    list: z
      .strictObject({
        path: path('Where the records are.'),
        query: query.default({}),
        records: pointer('Where an answer has the array of records.'),
        record: z
          .strictObject({
            id: pointer('Stable id.'),
            title: pointer('Title for people.').optional(),
            url: pointer('Page of the record for people.').optional(),
            updated_at: pointer('Time of the last change.').optional(),
          })
          .describe('Where a record has its parts, counted from the record.'),
        kind: z
          .string()
          .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'must be a slug, such as ticket')
          .describe('What a record is, such as ticket.'),
        search_param: param('Query parameter for the base search of an integration.').optional(),
        pagination: pagination.default({ style: 'none' }),
      })
      .describe('How records are read.'),
  })
  .describe('A plain REST interface as a data source.');

const callPath = (description: string, usual: string | null) =>
  path(description).nullable().default(usual).describe(`${description} A path below the base URL.`);

const openaiCompatible = z
  .strictObject({
    kind: z.literal('openai_compatible').describe('An AI provider that speaks the language of OpenAI.'),
    ...parts.common,
    base_url: z
      .strictObject({
        ...parts.baseUrlHints,
        append: z
          .string()
          .max(100)
          .regex(/^(?:\/[A-Za-z0-9._-]+)+$/, 'must be a path, such as /v1')
          .describe('Added to a base URL that does not end in it, such as /v1.')
          .optional(),
      })
      .default({})
      .describe('How the form asks for the base URL.'),
    paths: z
      .strictObject({
        chat: callPath('Chat completions. May name {model}. null when there are none.', 'chat/completions'),
        responses: callPath('Responses. May name {model}. null when there are none.', null),
        embeddings: callPath('Embeddings. May name {model}. null when there are none.', 'embeddings'),
        models: callPath('The list of models. null when there is none.', 'models'),
      })
      .prefault({})
      .describe('Where calls go.'),
  })
  .describe('An AI provider that speaks the language of OpenAI.');

const kinds = z.discriminatedUnion('kind', [restSource, openaiCompatible]);

export type RestSourceManifest = z.infer<typeof restSource>;
export type OpenAiManifest = z.infer<typeof openaiCompatible>;
export type Manifest = z.infer<typeof kinds>;
export type ManifestInput = z.input<typeof kinds>;
export type Auth = z.infer<typeof auth>;
export type Pagination = z.infer<typeof pagination>;
export type SettingField = z.infer<typeof parts.settingField>;

/** A declarative connector: data alone, so that a tenant may bring its own. Parsing fills in the defaults. */
export const manifestSchema: z.ZodType<Manifest, ManifestInput> = kinds.superRefine((manifest, context) => {
  const report = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  for (const { at, template, names } of templatesOf(manifest)) {
    for (const name of placeholdersIn(template)) {
      const known = names.includes(name) || Object.hasOwn(manifest.settings, name.replace(/^settings\./, ''));
      if (!known || !/^(settings\.|base_search$|model$)/.test(name)) report(at, `names {${name}}, which is not there`);
    }
  }
  for (const [name, field] of Object.entries(manifest.settings)) {
    for (const problem of misfits(field)) report(['settings', name, problem], 'does not fit the field');
  }
  if (Object.keys(manifest.settings).length > 30) report(['settings'], 'has more than 30 fields');
  if (manifest.kind === 'openai_compatible' && !manifest.paths.chat && !manifest.paths.embeddings) {
    report(['paths'], 'needs chat or embeddings');
  }
});

/** The same for editors: JSON Schema 2020-12 of what a person writes, with a description of each field. */
export const manifestJsonSchema = z.toJSONSchema(kinds, { io: 'input', target: 'draft-2020-12' });

interface Template {
  at: string[];
  template: string;
  names: string[];
}

function templatesOf(manifest: Manifest): Template[] {
  const each = (at: string[], templates: Record<string, string>, names: string[]): Template[] =>
    Object.entries(templates).map(([name, template]) => ({ at: [...at, name], template, names }));
  const shared = each(['headers'], manifest.headers, []);
  if (manifest.kind === 'openai_compatible') {
    const { models, ...calls } = manifest.paths;
    const withModel = Object.entries(calls).filter((entry): entry is [string, string] => entry[1] !== null);
    return [
      ...each(['paths'], Object.fromEntries(withModel), ['model']),
      ...each(['paths'], models === null ? {} : { models }, []),
      ...shared,
    ];
  }
  const { check, list } = manifest;
  return [
    ...shared,
    ...each(['check'], { path: check.path }, []),
    ...each(['check', 'query'], check.query, ['base_search']),
    ...each(['list'], { path: list.path }, ['base_search']),
    ...each(['list', 'query'], list.query, ['base_search']),
  ];
}

/** Default and examples that their own field would refuse. */
function misfits({ required, ...schema }: SettingField): string[] {
  const fits = strictAjv({ meta: false, validateSchema: false }).compile(schema);
  const examples: unknown[] = 'examples' in schema ? (schema.examples ?? []) : [];
  return [
    ...(schema.default !== undefined && !fits(schema.default) ? ['default'] : []),
    ...(examples.every((example) => fits(example)) ? [] : ['examples']),
  ];
}
