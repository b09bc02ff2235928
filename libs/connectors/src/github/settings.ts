import type { JsonSchema, Settings } from '@ims/connector-sdk';
import { z } from 'zod';
import { choice, neededWhen, settingsForm, shownWhen } from '../settings-form.ts';

const schema = z.object({
  base_url: z.url(),
  base_search: z
    .string()
    .optional()
    .meta({
      title: 'Repository filter',
      description:
        'A search for repositories as GitHub knows it, or names of repositories. Empty means all we may see.',
      examples: ['org:acme archived:false', 'acme/shop acme/warehouse'],
    }),
  provider_metadata: z
    .object({
      authentication: choice({ token: 'Personal access token', app: 'GitHub App' }).default('token').meta({
        title: 'Log in with',
        description: 'Tokens may be classic or fine-grained; an App acts for itself and belongs to no person.',
      }),
      app_id: z
        .string()
        .optional()
        .meta({
          title: 'App ID or client ID',
          description: 'Shown on the settings page of the App.',
          examples: ['123456', 'Iv23liAbCdEfGhIjKlMn'],
          ...shownWhen('/provider_metadata/authentication', 'app'),
        }),
      installation_id: z
        .string()
        .regex(/^\d+$/)
        .optional()
        .meta({
          title: 'Installation ID',
          description: 'The number at the end of the address of the page on which the installation is configured.',
          examples: ['987654'],
          ...shownWhen('/provider_metadata/authentication', 'app'),
        }),
      api_version: z
        .string()
        .regex(/^\d{4}-\d\d-\d\d$/)
        .default('2022-11-28')
        .meta({
          title: 'Version of the interface',
          description: 'Sent as X-GitHub-Api-Version.',
          examples: ['2022-11-28'],
        }),
    })
    .meta({ title: 'Settings' }),
});

const allOf = [
  neededWhen(
    '/provider_metadata/authentication',
    ['app'],
    ['/provider_metadata/app_id', '/provider_metadata/installation_id'],
    'token',
  ),
];

export type GithubSettings = z.output<typeof schema>;

export const readGithubSettings: (settings: Settings) => GithubSettings = settingsForm(schema).read;

/** The form of both GitHubs; they differ in the address alone. */
export function githubForm(address: { title: string; description: string; examples: string[] }): JsonSchema {
  return settingsForm(schema.extend({ base_url: z.url().meta(address) }).meta({ allOf })).configuration;
}
