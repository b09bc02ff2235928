import { below, tidyBaseUrl } from '../base-url.ts';
import type { AiOperation, Connector, Settings } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Dialect } from '../openai/dialect.ts';
import { openAiProtocol } from '../openai/openai-protocol.ts';
import type { OpenAiManifest } from './manifest.ts';
import { authenticateBy, configurationOf, credentialsOf } from './manifest-form.ts';
import { fillPath, fillValues } from './template.ts';

export function openAiConnector(manifest: OpenAiManifest): Connector {
  const model: JsonSchema = {
    type: 'string',
    title: 'Model',
    description: 'The model that calls use unless they name one.',
    maxLength: 255,
  };
  const isListed = manifest.paths.models !== null;
  const authenticate: Connector['authenticate'] = (settings, secret) => authenticateBy(manifest.auth, settings, secret);
  const { models, ...protocol } = openAiProtocol(dialectOf(manifest), authenticate);
  return {
    provider: manifest.provider,
    type: 'ai_provider',
    display_name: manifest.display_name,
    description: manifest.description,
    docs_url: manifest.docs_url ?? null,
    version: manifest.version,
    configuration: configurationOf(manifest, { model }, isListed ? [] : ['model']),
    credentials: credentialsOf(manifest),
    normalize: (settings, secret) => ({ settings: { ...settings, base_url: baseUrlOf(manifest, settings) }, secret }),
    authenticate,
    ...protocol,
    models: isListed ? models : undefined,
  };
}

function dialectOf(manifest: OpenAiManifest): Dialect {
  const { headers, paths, auth, settings: fields } = manifest;
  const templates = { 'chat/completions': paths.chat, responses: paths.responses, embeddings: paths.embeddings };
  const operations = (Object.keys(templates) as AiOperation[]).filter((operation) => templates[operation] !== null);
  return {
    operations,
    keyless: auth.scheme === 'none',
    fields: { model: '/model' },
    headers: (settings) => fillValues(headers, { settings, fields }),
    modelsUrl(settings) {
      return paths.models === null ? undefined : below(settings.base_url, fillPath(paths.models, { settings, fields }));
    },
    url(settings, operation, model) {
      const template = templates[operation];
      if (template !== null) return below(settings.base_url, fillPath(template, { settings, fields, model }));
      throw new ConnectorFault('invalid_config', { message: `${manifest.display_name} does not offer ${operation}.` });
    },
  };
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
