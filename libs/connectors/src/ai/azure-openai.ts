import {
  type AiOperation,
  below,
  type Dialect,
  type HttpAnswer,
  type Identity,
  type Settings,
} from '@ims/connector-sdk';
import { z } from 'zod';
import { choice, secretForm, settingsForm, shownWhen } from '../settings-form.ts';
import { aiSettings } from './ai-form.ts';
import { readAzureAddress } from './azure-address.ts';
import { openAiCompatible } from './openai-compatible.ts';

const name = z.string().min(1).max(100);

const settings = aiSettings(
  {
    deployment: name.optional().meta({
      title: 'Deployment',
      description: 'The deployment of the model; empty means it has the name of the model.',
      examples: ['gpt-4o-prod'],
    }),
    deployments: z
      .record(name, name)
      .default({})
      .meta({
        title: 'Deployments of further models',
        description: 'Model and deployment, where their names differ.',
        examples: [{ 'text-embedding-3-small': 'embed-prod' }],
      }),
    path_style: choice({ deployment: '/openai/deployments/…', v1: '/openai/v1/…' })
      .default('deployment')
      .meta({ title: 'Path style', description: 'How the resource is addressed.', 'x-input': 'select' }),
    api_version: z
      .string()
      .regex(/^(\d{4}-\d{2}-\d{2}(-preview)?|preview|latest|v1)$/)
      .default('2024-10-21')
      .meta({
        title: 'API version',
        examples: ['2024-10-21'],
        ...shownWhen('/provider_metadata/path_style', 'deployment'),
      }),
    region: z
      .string()
      .optional()
      .meta({ title: 'Region', description: 'A note.', examples: ['westeurope'] }),
  },
  {
    base_url: {
      description: 'The endpoint of the resource. A whole address from the portal is taken apart.',
      examples: ['https://my-resource.openai.azure.com'],
    },
    model: { examples: ['gpt-4o'] },
  },
);

const { read } = settingsForm(settings);

const dialect: Dialect = {
  url: azureUrl,
  modelsUrl(typed) {
    const { path_style, api_version } = read(typed).provider_metadata;
    return path_style === 'v1'
      ? below(typed.base_url, 'openai/v1/models')
      : below(typed.base_url, `openai/models?api-version=${api_version}`);
  },
  modelName: deploymentOf,
  fallbackModel: (typed) => read(typed).provider_metadata.deployment,
  identity: resourceOf,
  // It names the models of the region. A deployment shows only in a call.
  listTellsNothing: true,
  fields: { model: '/provider_metadata/deployment' },
};

function azureUrl(typed: Settings, operation: AiOperation, model: string): URL {
  const { path_style, api_version } = read(typed).provider_metadata;
  // Responses never had a path below a deployment.
  if (path_style === 'v1' || operation === 'responses') return below(typed.base_url, `openai/v1/${operation}`);
  const deployment = encodeURIComponent(deploymentOf(typed, model));
  return below(typed.base_url, `openai/deployments/${deployment}/${operation}?api-version=${api_version}`);
}

function deploymentOf(typed: Settings, model: string): string {
  const { deployment, deployments } = read(typed).provider_metadata;
  const own = Object.hasOwn(deployments, model) ? deployments[model] : undefined;
  return own ?? (model === typed.model && deployment ? deployment : model);
}

function resourceOf({ base_url }: Settings, headers: HttpAnswer['headers']): Identity {
  const { host } = new URL(base_url);
  const region = headers['x-ms-region'];
  return { id: host, name: region ? `the resource ${host} in ${region}` : `the resource ${host}`, kind: 'key' };
}

function normalize(typed: Settings): Settings {
  const { base_url, ...told } = readAzureAddress(typed.base_url);
  return { ...typed, base_url, provider_metadata: { ...typed.provider_metadata, ...told } };
}

/** OpenAI models in an Azure subscription. */
export const azureOpenAi = openAiCompatible(
  {
    provider: 'azure_openai',
    display_name: 'Azure OpenAI',
    description: 'OpenAI models in an Azure subscription.',
    docs_url: 'https://learn.microsoft.com/azure/ai-foundry/openai/reference',
    settings,
    credentials: secretForm({
      title: 'API key',
      description: 'KEY 1 or KEY 2, from Keys and Endpoint of the resource.',
      required: true,
    }),
    normalize,
    authenticate: (_settings, secret) => (secret ? [{ place: 'header', name: 'api-key', secret }] : []),
  },
  dialect,
);
