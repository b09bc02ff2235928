import type { Connector, Settings } from '@ims/connector-sdk';
import { BoundSecret } from '@ims/egress';
import { describe, expect, it } from 'vitest';
import { azureOpenAi } from './azure-openai.ts';
import { customAi } from './custom-ai.ts';
import { aiConnectors } from './index.ts';
import { openai } from './openai.ts';

function settings(
  base_url: string,
  provider_metadata: Settings['provider_metadata'] = {},
  model: string | null = null,
): Settings {
  return { base_url, model, provider_metadata, username: null, base_search: null, model_config: {} };
}

function url(
  connector: Connector,
  given: Settings,
  model: string,
  operation = 'chat/completions' as const,
): string | undefined {
  return connector.ai?.url(given, operation, model).href;
}

describe('every AI provider', () => {
  it.each(aiConnectors)('$provider keeps metadata that nobody knows', (connector) => {
    const given = settings('https://ai.example/v1', { region: 'us-east-1', endpoint: 'custom', team: { id: 7 } });
    expect(connector.normalize?.(given).settings.provider_metadata).toMatchObject(given.provider_metadata);
  });

  it.each(aiConnectors)('$provider normalises once and for all', (connector) => {
    const given = settings(' https://ai.example/openai/v1/chat/completions?x=1 ');
    const first = connector.normalize?.(given, ' key ');
    expect(first?.secret).toBe('key');
    expect(first && connector.normalize?.(first.settings, first.secret)).toEqual(first);
  });

  it.each(aiConnectors)('$provider says for each field what it is', ({ configuration, credentials }) => {
    const metadata = configuration.properties?.provider_metadata?.properties ?? {};
    for (const field of Object.values({ ...configuration.properties, ...metadata, ...credentials.properties })) {
      expect(field.title).toEqual(expect.any(String));
    }
  });

  it.each(aiConnectors)('$provider treats a field that was emptied as absent', (connector) => {
    const names = Object.keys(connector.configuration.properties?.provider_metadata?.properties ?? {});
    const emptied = settings('https://ai.example', Object.fromEntries(names.map((name) => [name, ''])));
    const { settings: normal } = connector.normalize?.(emptied) ?? { settings: emptied };
    expect(normal.provider_metadata).toEqual({});
    expect(() => connector.ai?.url(normal, 'chat/completions', 'm')).not.toThrow();
  });
});

describe('openai', () => {
  it('names the organization and the project where they are given', () => {
    const given = settings('https://api.openai.com/v1', { organization: 'org-1', project: 'proj_1' });
    expect(openai.ai?.headers?.(given)).toEqual({ 'OpenAI-Organization': 'org-1', 'OpenAI-Project': 'proj_1' });
    expect(openai.ai?.headers?.(settings('https://api.openai.com/v1', { organization: '' }))).toEqual({});
  });
});

describe('azure_openai', () => {
  const base = 'https://res.openai.azure.com';

  it('calls the deployment of the configured model', () => {
    const given = settings(base, { deployment: 'wex-prod', api_version: '2024-10-21' }, 'gpt-4o');
    expect(url(azureOpenAi, given, 'gpt-4o')).toBe(
      `${base}/openai/deployments/wex-prod/chat/completions?api-version=2024-10-21`,
    );
  });

  it('calls another model by its own deployment, or by its name', () => {
    const given = settings(base, { deployment: 'wex-prod', deployments: { 'gpt-4o-mini': 'mini' } }, 'gpt-4o');
    expect(url(azureOpenAi, given, 'gpt-4o-mini')).toContain('/deployments/mini/');
    expect(url(azureOpenAi, given, 'o4-mini')).toContain('/deployments/o4-mini/');
    expect(url(azureOpenAi, given, 'constructor')).toContain('/deployments/constructor/');
  });

  it.each(['../../x', '..'])('lets the deployment %j lead nowhere', (deployment) => {
    expect(() => url(azureOpenAi, settings(base, { deployment }, 'm'), 'm')).toThrow(
      expect.objectContaining({ errorClass: 'invalid_config' }),
    );
  });

  it('calls the v1 paths without a version', () => {
    const given = settings(base, { path_style: 'v1', deployment: 'wex-prod' }, 'gpt-4o');
    expect(url(azureOpenAi, given, 'gpt-4o')).toBe(`${base}/openai/v1/chat/completions`);
  });

  it('names the deployment in the place of the model, which is all that the v1 paths have to tell them apart', () => {
    const given = settings(base, { path_style: 'v1', deployment: 'wex-prod', deployments: { o3: 'deep' } }, 'gpt-4o');
    expect(['gpt-4o', 'o3', 'o4-mini'].map((model) => azureOpenAi.ai?.modelName?.(given, model))).toEqual([
      'wex-prod',
      'deep',
      'o4-mini',
    ]);
    expect(openai.ai?.modelName).toBeUndefined();
  });

  it('finds responses under the v1 paths in either style', () => {
    expect(azureOpenAi.ai?.url(settings(base), 'responses', 'gpt-4o').href).toBe(`${base}/openai/v1/responses`);
  });

  it('points at the field that cannot be used', () => {
    expect(() => url(azureOpenAi, settings(base, { api_version: 'newest' }), 'm')).toThrow(
      expect.objectContaining({ errorClass: 'invalid_config', field: '/provider_metadata/api_version' }),
    );
  });
});

describe('custom_ai', () => {
  const secret = new BoundSecret('https://llm.example', 'key');

  it.each([
    [{}, { place: 'bearer', secret }],
    [
      { auth_scheme: 'header', auth_header: 'X-LLM-Key' },
      { place: 'header', name: 'X-LLM-Key', prefix: '', secret },
    ],
    [
      { auth_scheme: 'header', auth_prefix: 'Token ' },
      { place: 'header', name: 'X-Api-Key', prefix: 'Token ', secret },
    ],
    [
      { auth_scheme: 'query', auth_query: 'api_key' },
      { place: 'query', name: 'api_key', secret },
    ],
  ])('carries the key as %j says', (metadata, credential) => {
    expect(customAi.authenticate(settings('https://llm.example', metadata), secret)).toEqual([credential]);
  });

  it('sends nothing where there is no key', () => {
    expect(customAi.authenticate(settings('https://llm.example'), undefined)).toEqual([]);
  });

  it('calls its own paths, and the usual ones for the rest', () => {
    const given = settings('https://llm.example', { chat_path: '/api/generate-v1' });
    expect(url(customAi, given, 'm')).toBe('https://llm.example/api/generate-v1');
    expect(customAi.ai?.url(given, 'embeddings', 'm').href).toBe('https://llm.example/v1/embeddings');
  });

  it.each(['//evil.example/x', 'https://evil.example/x', '/../admin', '/%2e%2e/admin'])(
    'does not leave its base URL by the path %s',
    (chat_path) => {
      expect(() => url(customAi, settings('https://llm.example/api', { chat_path }), 'm')).toThrow(
        expect.objectContaining({ errorClass: 'invalid_config' }),
      );
    },
  );

  it('lets no header name break out of its line', () => {
    const given = settings('https://llm.example', { auth_scheme: 'header', auth_header: 'X: 1\r\nHost' });
    expect(() => customAi.authenticate(given, secret)).toThrow(
      expect.objectContaining({ errorClass: 'invalid_config', field: '/provider_metadata/auth_header' }),
    );
  });
});
