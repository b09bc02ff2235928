import type { Settings } from '@ims/connector-sdk';
import { z } from 'zod';
import { secretForm } from '../settings-form.ts';
import { aiSettings } from './ai-form.ts';
import { aiBaseUrl } from './base-url.ts';
import { openAiCompatible } from './openai-compatible.ts';
import { standardDialect } from './standard-dialect.ts';

const settings = aiSettings(
  {
    organization: z
      .string()
      .optional()
      .meta({
        title: 'Organization',
        description: 'The organization that is billed, where the key belongs to several.',
        examples: ['org-AbC123'],
      }),
    project: z
      .string()
      .optional()
      .meta({
        title: 'Project',
        description: 'The project that is billed.',
        examples: ['proj_AbC123'],
      }),
  },
  { base_url: { examples: ['https://api.openai.com/v1'] }, model: { examples: ['gpt-4o-mini'] } },
);

/** The OpenAI platform. */
export const openai = openAiCompatible(
  {
    provider: 'openai',
    display_name: 'OpenAI',
    description: 'GPT models and embeddings of the OpenAI platform.',
    docs_url: 'https://platform.openai.com/docs/api-reference',
    settings,
    credentials: secretForm({
      title: 'API key',
      description: 'From the API keys page of the project.',
      required: true,
    }),
    normalize: (typed) => ({ ...typed, base_url: aiBaseUrl(typed.base_url) }),
    authenticate: (_settings, secret) => (secret ? [{ place: 'bearer', secret }] : []),
  },
  {
    ...standardDialect,
    headers: billedTo,
    fields: { model: '/model', organization: '/provider_metadata/organization' },
  },
);

function billedTo({ provider_metadata: { organization, project } }: Settings): Record<string, string> {
  return {
    ...(typeof organization === 'string' && organization && { 'OpenAI-Organization': organization }),
    ...(typeof project === 'string' && project && { 'OpenAI-Project': project }),
  };
}
