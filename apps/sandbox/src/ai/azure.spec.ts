import OpenAI, { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { ask, bearer } from '../testing/request.ts';

const { key, deployment, embeddingDeployment, apiVersion } = accounts.azure;
const messages = [{ role: 'user' as const, content: 'Hello there' }];
const apiKey = { 'api-key': key };

let sandbox: Sandbox;
let endpoint: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  endpoint = `${sandbox.url}/azure`;
});
afterAll(() => sandbox.close());

const client = (options: { apiKey?: string; deployment?: string; endpoint?: string } = {}) =>
  new AzureOpenAI({ endpoint, apiKey: key, apiVersion, deployment, maxRetries: 0, ...options });

it('chats through a deployment, with what the filters found', async () => {
  const completion = await client().chat.completions.create({ model: '', messages });
  expect(completion.model).toBe('gpt-4o-2024-08-06');
  expect(completion).toHaveProperty('prompt_filter_results');
});

it('streams with a first chunk without choices', async () => {
  const stream = await client().chat.completions.create({ model: '', messages, stream: true });
  const sizes: number[] = [];
  for await (const { choices } of stream) sizes.push(choices.length);
  expect(sizes[0]).toBe(0);
  expect(sizes.slice(1).every((size) => size === 1)).toBe(true);
});

it('embeds', async () => {
  const { data } = await client({ deployment: embeddingDeployment }).embeddings.create({ model: '', input: 'one' });
  expect(data[0]?.embedding).toHaveLength(1536);
});

it('lists models, not deployments', async () => {
  const { status, json } = await ask(`${endpoint}/openai/models?api-version=${apiVersion}`, { headers: apiKey });
  expect(status).toBe(200);
  const ids: string[] = json.data.map(({ id }: { id: string }) => id);
  expect(ids).toContain('gpt-4o-2024-08-06');
  expect(ids).not.toContain(deployment);
});

it('serves the v1 paths to the plain client, model being the deployment', async () => {
  const v1 = new OpenAI({ baseURL: `${endpoint}/openai/v1`, apiKey: key, maxRetries: 0 });
  await expect(v1.chat.completions.create({ model: deployment, messages })).resolves.toHaveProperty('choices');
  await expect(v1.embeddings.create({ model: embeddingDeployment, input: 'x' })).resolves.toHaveProperty('data');
  await expect(v1.responses.create({ model: deployment, input: 'x' })).resolves.toHaveProperty('output_text');
  await expect(v1.models.list()).resolves.toHaveProperty('data');
  const missing = v1.chat.completions.create({ model: 'gpt-4o', messages });
  await expect(missing).rejects.toMatchObject({ status: 404, code: 'DeploymentNotFound' });
});

it('refuses a wrong key', async () => {
  const refused = client({ apiKey: 'wrong' }).chat.completions.create({ model: '', messages });
  await expect(refused).rejects.toMatchObject({ status: 401, code: '401' });
});

it('wants the key in its own header on the paths of deployments', async () => {
  const told = await ask(`${endpoint}/openai/models?api-version=${apiVersion}`, { headers: bearer(key) });
  expect(told.status).toBe(401);
});

it('knows no other deployment', async () => {
  const refused = client({ deployment: 'nothing' }).chat.completions.create({ model: '', messages });
  await expect(refused).rejects.toMatchObject({ status: 404, code: 'DeploymentNotFound' });
});

it.each(['', '?api-version=', '?api-version=latest'])('finds nothing with the version "%s"', async (query) => {
  const told = await ask(`${endpoint}/openai/models${query}`, { headers: apiKey });
  expect(told).toMatchObject({ status: 404, json: { error: { code: '404', message: 'Resource not found' } } });
});

it('loses its deployments when told to misbehave so', async () => {
  const refused = client({ endpoint: `${sandbox.url}/~no-deployment/azure` });
  await expect(refused.chat.completions.create({ model: '', messages })).rejects.toMatchObject({
    status: 404,
    code: 'DeploymentNotFound',
  });
});
