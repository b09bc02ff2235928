import { z } from 'zod';
import { secretForm } from '../settings-form.ts';
import { aiSettings } from './ai-form.ts';
import { aiBaseUrl } from './base-url.ts';
import { openAiCompatible } from './openai-compatible.ts';
import { standardDialect } from './standard-dialect.ts';

const note = z.string().optional();

const settings = aiSettings(
  {
    region: note.meta({ title: 'Region', description: 'The region that answers.', examples: ['us-east-1'] }),
    deployment: note.meta({
      title: 'Deployment',
      description: 'The deployment that answers.',
      examples: ['production'],
    }),
    endpoint: note.meta({ title: 'Endpoint', description: 'The kind of endpoint.', examples: ['custom'] }),
  },
  { base_url: { examples: ['https://ai-gateway.wex.com'] }, model: { examples: ['gpt-4o-mini'] } },
);

/** The AI service inside WEX. Its metadata are notes: the base URL alone decides where calls go. */
export const wexAiGateway = openAiCompatible(
  {
    provider: 'wex_ai_gateway',
    display_name: 'WEX AI Gateway',
    description: 'The internal AI service, with the protocol of OpenAI.',
    docs_url: 'https://platform.openai.com/docs/api-reference',
    settings,
    credentials: secretForm({ title: 'API key', description: 'The key the gateway has issued.', required: true }),
    normalize: (typed) => ({ ...typed, base_url: aiBaseUrl(typed.base_url) }),
    authenticate: (_settings, secret) => (secret ? [{ place: 'bearer', secret }] : []),
  },
  standardDialect,
);
