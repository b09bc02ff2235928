import { z } from 'zod';
import { choice, neededWhen, settingsForm, shownWhen } from '../settings-form.ts';
import { fieldsToRead, jqlFilter } from './common-fields.ts';

export const dataCenterForm = settingsForm(
  z
    .object({
      base_url: z.url().meta({
        title: 'Address of Jira',
        description: 'With the path below which Jira lies, if there is one; the rest of a longer address is cut off.',
        examples: ['https://jira.acme.com', 'https://acme.com/jira'],
      }),
      username: z
        .string()
        .optional()
        .meta({
          title: 'User name',
          description: 'The name to log in with, which is not the e-mail address.',
          examples: ['integrations'],
          ...shownWhen('/provider_metadata/authentication', 'password'),
        }),
      base_search: jqlFilter,
      provider_metadata: z
        .object({
          authentication: choice({ token: 'Personal access token', password: 'User name and password' })
            .default('token')
            .meta({ title: 'Log in with', description: 'A personal access token needs Jira 8.14 or later.' }),
          fields: fieldsToRead,
        })
        .meta({ title: 'Settings' }),
    })
    .meta({ allOf: [neededWhen('/provider_metadata/authentication', ['password'], ['/username'], 'token')] }),
);
