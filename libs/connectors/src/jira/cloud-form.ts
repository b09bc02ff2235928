import { z } from 'zod';
import { choice, neededWhen, settingsForm, shownWhen } from '../settings-form.ts';
import { fieldsToRead, jqlFilter } from './common-fields.ts';

export const cloudForm = settingsForm(
  z
    .object({
      base_url: z.url().meta({
        title: 'Address of the site',
        description: 'Any address of your Jira will do; the rest of it is cut off.',
        examples: ['https://acme.atlassian.net'],
      }),
      username: z
        .string()
        .optional()
        .meta({
          title: 'E-mail of the account',
          description: 'The Atlassian account that the API token was created with.',
          examples: ['integrations@acme.com'],
          ...shownWhen('/provider_metadata/authentication', 'api_token', 'scoped_token'),
        }),
      base_search: jqlFilter,
      provider_metadata: z
        .object({
          authentication: choice({
            api_token: 'API token without scopes',
            scoped_token: 'API token with scopes',
            service_account: 'Token of a service account',
          })
            .default('api_token')
            .meta({
              title: 'Kind of token',
              description: 'A token with scopes, and that of a service account, is used through api.atlassian.com.',
            }),
          cloud_id: z
            .guid()
            .optional()
            .meta({
              title: 'Cloud ID',
              description: 'Shown at https://<your site>.atlassian.net/_edge/tenant_info.',
              examples: ['11223344-a1b2-3b33-c444-def123456789'],
              ...shownWhen('/provider_metadata/authentication', 'scoped_token', 'service_account'),
            }),
          site_url: z
            .url()
            .optional()
            .meta({
              title: 'Address of the site for links',
              description: 'Where people open issues, when the address above is that of api.atlassian.com.',
              examples: ['https://acme.atlassian.net'],
              ...shownWhen('/provider_metadata/authentication', 'scoped_token', 'service_account'),
            }),
          fields: fieldsToRead,
        })
        .meta({ title: 'Settings' }),
    })
    .meta({
      allOf: [
        neededWhen('/provider_metadata/authentication', ['api_token', 'scoped_token'], ['/username'], 'api_token'),
        neededWhen(
          '/provider_metadata/authentication',
          ['scoped_token', 'service_account'],
          ['/provider_metadata/cloud_id'],
          'api_token',
        ),
      ],
    }),
);
