import { below, tidyBaseUrl } from '../base-url.ts';
import type { AiOperation, Connector, Settings } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { OpenAiManifest } from './manifest.ts';
import { authenticateBy, configurationOf, credentialsOf } from './manifest-form.ts';
import { listModels } from './openai-calls.ts';
import { openAiCheck } from './openai-check.ts';
import { fillPath, fillValues } from './template.ts';

export function openAiConnector(manifest: OpenAiManifest): Connector {
  const model: JsonSchema = {
    type: 'string',
    title: 'Model',
    description: 'The model that calls use unless they name one.',
    maxLength: 255,
  };
  const required = manifest.paths.models === null ? ['model'] : [];
  return {
    provider: manifest.provider,
    type: 'ai_provider',
    display_name: manifest.display_name,
    description: manifest.description,
    docs_url: manifest.docs_url ?? null,
    version: manifest.version,
    configuration: configurationOf(manifest, { model }, required),
    credentials: credentialsOf(manifest),
    normalize: (settings, secret) => ({ settings: { ...settings, base_url: baseUrlOf(manifest, settings) }, secret }),
    authenticate: (settings, secret) => authenticateBy(manifest.auth, settings, secret),
    check: (context) => openAiCheck(manifest, context),
    models: manifest.paths.models === null ? undefined : (context) => listModels(manifest, context),
    ai: {
      url: (settings, operation, modelId) => below(settings.base_url, callPath(manifest, settings, operation, modelId)),
      headers: (settings) => fillValues(manifest.headers, { settings, fields: manifest.settings }),
    },
  };
}

function callPath(manifest: OpenAiManifest, settings: Settings, operation: AiOperation, model: string): string {
  const template = {
    'chat/completions': manifest.paths.chat,
    responses: manifest.paths.responses,
    embeddings: manifest.paths.embeddings,
  }[operation];
  if (template === null) {
    throw new ConnectorFault('invalid_config', { message: `${manifest.display_name} does not offer ${operation}.` });
  }
  return fillPath(template, { settings, fields: manifest.settings, model });
}

/** People paste addresses of calls, and leave out the version: both become the base that the paths lie below. */
function baseUrlOf({ base_url, paths }: OpenAiManifest, settings: Settings): string {
  const tidy = tidyBaseUrl(settings.base_url);
  if (!URL.canParse(tidy)) return tidy;
  const url = new URL(tidy);
  const called = Object.values(paths).find(
    (path) => path !== null && url.pathname.endsWith(`/${path.replace(/^\//, '')}`),
  );
  if (called) url.pathname = url.pathname.slice(0, -called.replace(/^\//, '').length - 1);
  const { append } = base_url;
  if (append && !url.pathname.endsWith(append)) url.pathname = `${url.pathname.replace(/\/$/, '')}${append}`;
  return tidyBaseUrl(url.href);
}
