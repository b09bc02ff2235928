import { type AiOperation, below, type Connector, type Dialect, type Settings } from '@ims/connector-sdk';
import { z } from 'zod';
import { choice, secretForm, settingsForm, shownWhen } from '../settings-form.ts';
import { aiSettings } from './ai-form.ts';
import { aiBaseUrl } from './base-url.ts';
import { openAiCompatible } from './openai-compatible.ts';
import { standardDialect } from './standard-dialect.ts';

const path = z
  .string()
  .regex(/^[^\s#\\]+$/)
  .optional();
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/);

const settings = aiSettings(
  {
    auth_scheme: choice({ bearer: 'Bearer token', header: 'Header of its own', query: 'Query parameter' })
      .default('bearer')
      .meta({ title: 'Key goes', description: 'How calls carry the key.', 'x-input': 'select' }),
    auth_header: headerName.default('X-Api-Key').meta({
      title: 'Header',
      examples: ['X-Api-Key'],
      ...shownWhen('/provider_metadata/auth_scheme', 'header'),
    }),
    auth_prefix: z
      .string()
      .regex(/^[\x20-\x7e]{0,50}$/)
      .default('')
      .meta({
        title: 'Before the key',
        description: 'What stands before the key in the header, the blank included.',
        examples: ['Token '],
        ...shownWhen('/provider_metadata/auth_scheme', 'header'),
      }),
    auth_query: z
      .string()
      .regex(/^[A-Za-z0-9._~-]{1,100}$/)
      .default('key')
      .meta({
        title: 'Query parameter',
        examples: ['key'],
        ...shownWhen('/provider_metadata/auth_scheme', 'query'),
      }),
    chat_path: path.meta({
      title: 'Path of chat',
      description: 'Below the base URL; empty means v1/chat/completions.',
      examples: ['/api/generate-v1'],
    }),
    responses_path: path.meta({ title: 'Path of responses', examples: ['/api/responses'] }),
    embeddings_path: path.meta({ title: 'Path of embeddings', examples: ['/api/embed'] }),
    models_path: path.meta({
      title: 'Path of the list of models',
      description: 'Without a list, the configured model is tested by a call.',
      examples: ['/api/models'],
    }),
  },
  {
    base_url: { examples: ['https://llm.company.com/v1'] },
    model: { description: 'A custom-trained model goes by the name the server knows.', examples: ['claims-7b-tuned'] },
  },
);

const { read } = settingsForm(settings);

const dialect: Dialect = {
  ...standardDialect,
  url: (typed, operation, model) => ownPath(typed, operation) ?? standardDialect.url(typed, operation, model),
  modelsUrl: (typed) => ownPath(typed, 'models') ?? standardDialect.modelsUrl(typed),
};

function ownPath(typed: Settings, operation: AiOperation | 'models'): URL | undefined {
  const metadata = read(typed).provider_metadata;
  const paths = {
    'chat/completions': metadata.chat_path,
    responses: metadata.responses_path,
    embeddings: metadata.embeddings_path,
    models: metadata.models_path,
  };
  const own = paths[operation];
  return own ? below(typed.base_url, own) : undefined;
}

const authenticate: Connector['authenticate'] = (typed, secret) => {
  if (!secret) return [];
  const { auth_scheme, auth_header, auth_prefix, auth_query } = read(typed).provider_metadata;
  if (auth_scheme === 'header') return [{ place: 'header', name: auth_header, prefix: auth_prefix, secret }];
  if (auth_scheme === 'query') return [{ place: 'query', name: auth_query, secret }];
  return [{ place: 'bearer', secret }];
};

/** Any server that speaks the protocol of OpenAI, with its own paths and its own way of taking the key. */
export const customAi = openAiCompatible(
  {
    provider: 'custom_ai',
    display_name: 'Custom AI API',
    description: 'Any server with the protocol of OpenAI, its own paths and its own models.',
    docs_url: 'https://platform.openai.com/docs/api-reference',
    settings,
    credentials: secretForm({ title: 'API key', description: 'Empty for a server without keys.', required: false }),
    normalize: (typed) => ({ ...typed, base_url: aiBaseUrl(typed.base_url) }),
    authenticate,
  },
  dialect,
);
