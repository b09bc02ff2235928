import { describe, expect, test } from 'vitest';
import type { TenantBudgets } from '../budgets/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { RegisteredModel } from '../models/index.ts';
import { errorKind } from '../platform/errors/coded-error.ts';
import { GatewayError } from './gateway-error.ts';
import type { Provider } from './provider.ts';
import { TenantAi } from './tenant-ai.ts';
import { fakeModel, fakeProvider, priceOf } from './testing/fakes.ts';

const budgets: TenantBudgets = { budgets: [], timeZone: 'UTC', unknownPrice: { policy: 'refuse', price: null } };

const aiOf = (providers: Provider[], models: RegisteredModel[] = [], unusable: TenantAi['unusable'] = []) =>
  new TenantAi(providers, unusable, models, budgets);

const azure = fakeProvider({ name: 'azure', model: 'gpt-4o' });
const openai = fakeProvider({ name: 'OpenAI', model: 'gpt-4o-mini', fallback: azure.id });
const bare = fakeProvider({ name: 'bare' });
const open = fakeProvider({ name: 'open', anyModel: true });
const large = fakeModel(openai, 'gpt-4o', { aliases: ['smart', 'gpt'] });
const slashed = fakeModel(openai, 'ft:gpt/acme:1');
const asleep = fakeModel(openai, 'gpt-3.5', { active: false, aliases: ['old'] });
const ai = aiOf([openai, azure, bare, open], [large, slashed, asleep]);

function messageOf(asked: string, of = ai): string {
  try {
    of.find(asked);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    expect(error.facts).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(error.facts.headers).toEqual({ 'x-should-retry': 'false' });
    return error.message;
  }
  throw new Error(`${asked} was found.`);
}

describe('a model is found', () => {
  test.each([
    ['by its provider: the default', 'OpenAI', openai, 'gpt-4o-mini'],
    ['by its provider in other letters', 'oPENai', openai, 'gpt-4o-mini'],
    ['by provider and model', 'openai/gpt-4o', openai, 'gpt-4o'],
    ['by provider and its default model', 'openai/gpt-4o-mini', openai, 'gpt-4o-mini'],
    ['with a slash in its name', 'openai/ft:gpt/acme:1', openai, 'ft:gpt/acme:1'],
    ['by an alias', 'smart', openai, 'gpt-4o'],
    ['by an alias in other letters', 'SMART', openai, 'gpt-4o'],
    ['unknown, where any is allowed', 'open/whatever', open, 'whatever'],
  ])('%s', (_how, asked, provider, model) => {
    expect(ai.find(asked)).toMatchObject({ provider, model });
  });

  test('with what was registered of it', () => {
    expect(ai.find('smart').registered).toBe(large);
    expect(ai.find('openai/gpt-4o').registered).toBe(large);
    expect(ai.find('openai').registered).toBeUndefined();
  });
});

describe('a model is not found', () => {
  test.each([
    ['gpt-4o', 'There is no model or provider "gpt-4o".'],
    ['', 'There is no model or provider "".'],
    ['openai/', 'OpenAI has no model "" registered here.'],
    ['openai/gpt-3.5', 'OpenAI has no model "gpt-3.5" registered here.'],
    ['openai/GPT-4o', 'OpenAI has no model "GPT-4o" registered here.'],
    ['old', 'There is no model or provider "old".'],
    ['bare', 'bare has no default model: ask for bare/<model>.'],
    ['open', 'open has no default model: ask for open/<model>.'],
    ['__proto__', 'There is no model or provider "__proto__".'],
  ])('as %s, and those there are are named', (asked, expected) => {
    expect(messageOf(asked)).toBe(
      `${expected} There are: OpenAI, OpenAI/gpt-4o-mini, OpenAI/gpt-4o, OpenAI/ft:gpt/acme:1, smart, gpt, azure, azure/gpt-4o.`,
    );
  });

  test('because its integration cannot be used at present, which is said', () => {
    const broken = aiOf([azure], [], [unusable('Broken', null)]);
    expect(messageOf('broken/gpt', broken)).toMatch(/^Broken cannot be used: .*There are: azure, azure\/gpt-4o\.$/);
  });

  test('in a tenant that has none', () => {
    expect(messageOf('openai', aiOf([]))).toContain('No active AI provider is set up for this tenant.');
  });

  test('and neither what was asked nor the list is repeated without end', () => {
    const models = Array.from({ length: 50 }, (_none, index) => fakeModel(azure, `m${index}`));
    const message = messageOf('x'.repeat(5000), aiOf([azure], models));
    expect(message.length).toBeLessThan(600);
    expect(message).toContain(', and 32 more (GET /v1/models).');
  });
});

const unusable = (provider: string, fallback_integration_id: IntegrationId | null, id = 99 as IntegrationId) => {
  const fault = errorKind('secret_unreadable', { status: 409, title: 'The secret cannot be read' })();
  return { id, provider, fallback_integration_id, fault };
};

describe('what cannot be used', () => {
  test('is answered for by its fallback', () => {
    const broken = aiOf([azure], [], [unusable('Broken', azure.id)]);
    expect(broken.find('broken')).toMatchObject({ provider: azure, model: 'gpt-4o' });
  });

  test('is passed over in a chain, which goes on behind it', () => {
    const first = fakeProvider({ name: 'a', model: 'm1', fallback: 99 as IntegrationId });
    const ai = aiOf([first, azure], [], [unusable('Broken', azure.id)]);
    expect(ai.chain(ai.find('a'), 'chat').map(({ provider }) => provider.name)).toEqual(['a', 'azure']);
  });
});

describe('a chain', () => {
  const namesOf = (first: Provider, operation: 'chat' | 'embeddings', of: TenantAi) =>
    of.chain(of.find(first.name), operation).map(({ provider, model }) => `${provider.name}/${model}`);

  test('goes from fallback to fallback, to their own models', () => {
    const last = fakeProvider({ name: 'c', model: 'm3' });
    const middle = fakeProvider({ name: 'b', model: 'm2', fallback: last.id });
    const first = fakeProvider({ name: 'a', model: 'm1', fallback: middle.id });
    expect(namesOf(first, 'chat', aiOf([first, middle, last]))).toEqual(['a/m1', 'b/m2', 'c/m3']);
  });

  test('asks for the same model where a fallback has it', () => {
    const other = fakeProvider({ name: 'b', model: 'm2' });
    const first = fakeProvider({ name: 'a', model: 'm1', fallback: other.id });
    expect(namesOf(first, 'chat', aiOf([first, other], [fakeModel(other, 'm1')]))).toEqual(['a/m1', 'b/m1']);
  });

  test('asks nobody twice', () => {
    const first = fakeProvider({ name: 'a', model: 'm1' });
    const second = fakeProvider({ name: 'b', model: 'm2', fallback: first.id });
    first.connection.stored.fallback_integration_id = second.id;
    expect(namesOf(first, 'chat', aiOf([first, second]))).toEqual(['a/m1', 'b/m2']);
    first.connection.stored.fallback_integration_id = first.id;
    expect(namesOf(first, 'chat', aiOf([first]))).toEqual(['a/m1']);
  });

  test('passes over who has no model to ask for, and ends where the next one is gone', () => {
    const last = fakeProvider({ name: 'c', model: 'm3', fallback: 4711 as IntegrationId });
    const silent = fakeProvider({ name: 'b', fallback: last.id });
    const first = fakeProvider({ name: 'a', model: 'm1', fallback: silent.id });
    expect(namesOf(first, 'chat', aiOf([first, silent, last]))).toEqual(['a/m1', 'c/m3']);
  });

  test('keeps who is switched off, since that is a reason to be told', () => {
    const other = fakeProvider({ name: 'b', model: 'm2', active: false });
    const first = fakeProvider({ name: 'a', model: 'm1', fallback: other.id });
    expect(namesOf(first, 'chat', aiOf([first, other]))).toEqual(['a/m1', 'b/m2']);
  });

  test('for vectors leads only to the same model', () => {
    const same = fakeProvider({ name: 'c', model: 'other' });
    const different = fakeProvider({ name: 'b', model: 'embed-2', fallback: same.id });
    const first = fakeProvider({ name: 'a', model: 'embed-1', fallback: different.id });
    const of = aiOf([first, different, same], [fakeModel(same, 'embed-1', { purpose: 'embedding' })]);
    expect(namesOf(first, 'embeddings', of)).toEqual(['a/embed-1', 'c/embed-1']);
    expect(namesOf(first, 'embeddings', aiOf([first, different, same]))).toEqual(['a/embed-1']);
  });
});

describe('the price of a model', () => {
  const at = new Date('2026-06-01T00:00:00Z');
  const dated = (day: string, input: number, more = {}) => ({
    ...priceOf(input, input, more),
    effectiveFrom: new Date(`${day}T00:00:00Z`),
  });
  const perToken = priceOf(9, 9, { id: null });
  const provider = fakeProvider({ name: 'a', model: 'm', costPerToken: perToken });
  const withPrices = (...prices: ReturnType<typeof dated>[]) => {
    const registered = fakeModel(provider, 'm', { prices });
    return aiOf([provider], [registered]).price({ provider, model: 'm', registered }, at);
  };

  test('is its own, as it was at that time', () => {
    expect(withPrices(dated('2026-07-01', 3), dated('2026-05-01', 2), dated('2026-01-01', 1))).toMatchObject(
      priceOf(2, 2),
    );
  });

  test('is what the integration says of every token, where it has none or an unknown one', () => {
    expect(withPrices()).toBe(perToken);
    expect(withPrices(dated('2026-07-01', 3))).toBe(perToken);
    expect(withPrices(dated('2026-05-01', 0, { state: 'unknown', input: null, output: null }))).toBe(perToken);
  });

  test('may be nothing at all, which is not unknown', () => {
    expect(withPrices(dated('2026-05-01', 0, { state: 'free' }))?.state).toBe('free');
  });

  test('is nobody knows what, where nobody said', () => {
    const unpriced = fakeProvider({ name: 'b', model: 'm' });
    expect(aiOf([unpriced]).price({ provider: unpriced, model: 'm', registered: undefined }, at)).toBeUndefined();
  });
});

describe('the list of models', () => {
  test('has each by every name it goes by', () => {
    expect(ai.list().map(({ id, provider, model }) => [id, provider.name, model])).toEqual([
      ['OpenAI', 'OpenAI', 'gpt-4o-mini'],
      ['OpenAI/gpt-4o-mini', 'OpenAI', 'gpt-4o-mini'],
      ['OpenAI/gpt-4o', 'OpenAI', 'gpt-4o'],
      ['OpenAI/ft:gpt/acme:1', 'OpenAI', 'ft:gpt/acme:1'],
      ['smart', 'OpenAI', 'gpt-4o'],
      ['gpt', 'OpenAI', 'gpt-4o'],
      ['azure', 'azure', 'gpt-4o'],
      ['azure/gpt-4o', 'azure', 'gpt-4o'],
    ]);
  });

  test('names what can be asked for: each of its names is found', () => {
    for (const { id, provider, model } of ai.list()) expect(ai.find(id)).toMatchObject({ provider, model });
  });

  test('leaves out who is switched off', () => {
    expect(aiOf([fakeProvider({ name: 'off', model: 'm', active: false })]).list()).toEqual([]);
  });
});
