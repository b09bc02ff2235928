import type { Integration, Model, ModelPrice } from '@ims/api-client';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Page } from '../../../shared/page.tsx';
import { aProblem, FakeApi } from '../../../testing/fake-api.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { anIntegration } from '../testing/an-integration.ts';
import { Models } from './models.tsx';

const MODELS = '/api/v1/admin/integrations/5/models';
const ONE = `${MODELS}/1`;

const noPrice: ModelPrice = {
  state: 'unknown',
  input: null,
  cached_input: null,
  cache_write: null,
  output: null,
  audio_input: null,
  audio_output: null,
  effective_from: null,
};

const mini: ModelPrice = {
  ...noPrice,
  state: 'priced',
  input: 0.15,
  cached_input: 0.075,
  output: 0.6,
  effective_from: '2026-01-01T00:00:00.000Z',
};

const dated = (id: number, price: ModelPrice, effective_from = price.effective_from ?? '') => ({
  ...price,
  id,
  effective_from,
  created_by: 'wanda@wex.example',
});

const aModel = (facts: Partial<Model> = {}): Model => ({
  id: 1,
  integration_id: 5,
  name: 'gpt-4o-mini',
  aliases: [],
  purpose: 'chat',
  is_default: false,
  context_window: null,
  max_output_tokens: null,
  base_model: null,
  active: true,
  price: noPrice,
  prices: [],
  warnings: [],
  version: 3,
  created_at: '2026-01-01T00:00:00.000Z',
  last_updated_at: '2026-01-01T00:00:00.000Z',
  ...facts,
});

interface Given {
  models?: Model[];
  integration?: Partial<Integration>;
  role?: 'user' | 'viewer';
  /** To the request for the models. */
  answer?: () => Response;
}

async function shown({ models = [aModel()], integration = {}, role, answer }: Given = {}) {
  const api = new FakeApi({ [`GET ${MODELS}`]: answer ?? (() => Response.json(models)) }, role);
  const facts = anIntegration({ id: 5, provider: 'openai', type: 'ai_provider', ...integration });
  const page = () => (
    <Page title="OpenAI">
      <Models integration={facts} />
    </Page>
  );
  const { user } = await renderPage({ page, path: 'integrations/5' });
  const section = within(await screen.findByRole('region', { name: 'Models' }));
  return { api, user, section };
}

const rowOf = async (name: string) => within(await screen.findByRole('row', { name: new RegExp(name) }));

async function choose(user: Awaited<ReturnType<typeof shown>>['user'], action: string, of = 'gpt-4o-mini') {
  await user.click(await screen.findByRole('button', { name: `Actions for ${of}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
}

const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

describe('the models of an AI provider', () => {
  it('are listed with their names, what they are for and what they cost', async () => {
    await shown({
      models: [
        aModel({ is_default: true, aliases: ['fast', 'cheap'], price: mini, context_window: 128_000 }),
        aModel({ id: 2, name: 'tiny', price: { ...mini, input: 0.0375, output: 0.15 }, base_model: 'gpt-4o' }),
        aModel({ id: 3, name: 'vectors', purpose: 'embedding', price: { ...mini, input: 0.02, output: 0 } }),
        aModel({ id: 4, name: 'local', price: { ...noPrice, state: 'free' }, active: false }),
        aModel({ id: 5, name: 'riddle' }),
      ],
    });
    const first = await rowOf('gpt-4o-mini');
    expect(first.getByText('Default')).toBeVisible();
    expect(first.getByText('128,000 tokens')).toBeVisible();
    expect(first.getByText('$0.15 in / $0.60 out per 1M')).toBeVisible();
    const aliases = within(first.getByRole('list', { name: 'Aliases of gpt-4o-mini' }));
    expect(aliases.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['fast', 'cheap']);
    expect((await rowOf('tiny')).getByText('$0.0375 in / $0.15 out per 1M')).toBeVisible();
    expect((await rowOf('tiny')).getByText('Made from gpt-4o')).toBeVisible();
    expect((await rowOf('vectors')).getByText('$0.02 per 1M')).toBeVisible();
    expect((await rowOf('vectors')).getByText('Embeddings')).toBeVisible();
    expect((await rowOf('local')).getByText('Free')).toBeVisible();
    expect((await rowOf('local')).getByText('Inactive')).toBeVisible();
    expect((await rowOf('riddle')).getByText('Unknown price')).toBeVisible();
  });

  it('say what to look at, and what they will cost', async () => {
    const message = '$150 for a million tokens of input is far from the $0.15 that OpenAI lists.';
    const next = dated(8, { ...mini, input: 0.1 }, '2126-01-01T00:00:00.000Z');
    await shown({
      models: [
        aModel({ price: mini, prices: [next, dated(7, mini)], warnings: [{ code: 'unlikely_price', message }] }),
      ],
    });
    const row = await rowOf('gpt-4o-mini');
    expect(within(row.getByRole('list', { name: 'Warnings about gpt-4o-mini' })).getByText(message)).toBeVisible();
    expect(row.getByText(/\$0\.10 in/)).toHaveTextContent(/in \d+ yr/);
  });

  it('that are not there yet are explained, to each as they may act', async () => {
    const { section } = await shown({ models: [] });
    expect(await section.findByText('No model is registered yet')).toBeVisible();
    expect(section.getByText(/Discover what the provider offers/)).toBeVisible();
  });

  it('are only looked at by those who may not change them', async () => {
    const { section, user } = await shown({
      role: 'viewer',
      models: [aModel({ price: mini, prices: [dated(7, mini)] })],
    });
    await rowOf('gpt-4o-mini');
    expect(section.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual([
      'Price of gpt-4o-mini: $0.15 in / $0.60 out per 1M',
    ]);
    await user.click(section.getByRole('button'));
    const price = await dialog('Price of gpt-4o-mini');
    expect(price.getByRole('table', { name: 'History' })).toBeVisible();
    expect(price.queryByRole('button', { name: 'Save price' })).not.toBeInTheDocument();
  });

  it('that cannot be loaded are tried again', async () => {
    const answers = [() => aProblem({ status: 500, code: 'internal_error', title: 'Something went wrong' })];
    const { section, user } = await shown({ answer: () => answers.pop()?.() ?? Response.json([aModel()]) });
    expect(await section.findByText('Something went wrong')).toBeVisible();
    await user.click(section.getByRole('button', { name: 'Try again' }));
    expect((await rowOf('gpt-4o-mini')).getByText('Unknown price')).toBeVisible();
  });

  it('miss the default that nobody registered, which is registered from there', async () => {
    const { section, user } = await shown({ integration: { model: 'gpt-4o' } });
    expect(await section.findByText('The default, gpt-4o, is not registered')).toBeVisible();
    await user.click(section.getByRole('button', { name: 'Register it' }));
    expect((await dialog('Add a model')).getByLabelText('Name')).toHaveValue('gpt-4o');
  });

  it('have a registered default without a word', async () => {
    const { section } = await shown({ integration: { model: 'gpt-4o-mini' } });
    await rowOf('gpt-4o-mini');
    expect(section.queryByText(/is not registered/)).not.toBeInTheDocument();
  });
});

describe('a model', () => {
  it('is added with what was typed', async () => {
    const { api, section, user } = await shown({ models: [] });
    api.on(`POST ${MODELS}`, () => Response.json(aModel(), { status: 201 }));
    await user.click(section.getByRole('button', { name: 'Add model' }));
    const form = await dialog('Add a model');
    await user.type(form.getByLabelText('Name'), 'gpt-4o-mini');
    await user.type(form.getByLabelText('Aliases'), 'fast, Cheap ,');
    await user.type(form.getByLabelText('Context window'), '128000');
    await user.click(form.getByLabelText('Default model'));
    await user.click(form.getByRole('radio', { name: /^Priced/ }));
    await user.type(form.getByLabelText('Input'), '0.15');
    await user.type(form.getByLabelText('Output'), '0.6');
    await user.click(form.getByRole('button', { name: 'Add model' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(api.sentTo(`POST ${MODELS}`)[0]?.body).toEqual({
      name: 'gpt-4o-mini',
      aliases: ['fast', 'Cheap'],
      purpose: 'chat',
      context_window: 128_000,
      max_output_tokens: null,
      base_model: '',
      is_default: true,
      price: {
        state: 'priced',
        input: 0.15,
        output: 0.6,
        cached_input: null,
        cache_write: null,
        audio_input: null,
        audio_output: null,
      },
    });
    expect(api.sentTo(`GET ${MODELS}`).length).toBeGreaterThan(1);
  });

  it('is not added with what cannot be right', async () => {
    const { api, section, user } = await shown();
    await user.click(section.getByRole('button', { name: 'Add model' }));
    const form = await dialog('Add a model');
    await user.type(form.getByLabelText('Context window'), '128k');
    await user.click(form.getByRole('radio', { name: /^Priced/ }));
    await user.type(form.getByLabelText('Input'), '0.1234567');
    await user.click(form.getByRole('button', { name: 'Add model' }));
    expect(await form.findByText('Enter a name.')).toBeVisible();
    expect(form.getByText(/Enter a number of tokens/)).toBeVisible();
    expect(form.getByText('Enter dollars, such as 0.15.')).toBeVisible();
    expect(form.getByText('Enter an amount.')).toBeVisible();
    expect(api.sentTo(`POST ${MODELS}`)).toEqual([]);
  });

  it('whose alias is taken is told so at the alias', async () => {
    const { api, section, user } = await shown();
    const message = 'The alias fast names the model a of OpenAI already. Choose another.';
    api.on(`POST ${MODELS}`, () =>
      aProblem({ status: 409, code: 'alias_taken', errors: [{ pointer: '/aliases/0', code: 'alias_taken', message }] }),
    );
    await user.click(section.getByRole('button', { name: 'Add model' }));
    const form = await dialog('Add a model');
    await user.type(form.getByLabelText('Name'), 'b');
    await user.type(form.getByLabelText('Aliases'), 'fast');
    await user.click(form.getByRole('button', { name: 'Add model' }));
    expect(await form.findByText(message)).toBeVisible();
    expect(form.getByLabelText('Aliases')).toHaveAccessibleDescription(expect.stringContaining(message));
  });

  it('is changed in the version that was looked at, and not over what somebody else saved', async () => {
    const models = [aModel({ aliases: ['fast'] })];
    const { api, user } = await shown({ models });
    api.on(`PUT ${ONE}`, ({ headers }) =>
      headers.get('If-Match') === '"4"'
        ? Response.json(aModel({ version: 5 }))
        : aProblem({ status: 412, code: 'stale_version' }),
    );
    await choose(user, 'Edit…');
    const form = await dialog('Change gpt-4o-mini');
    expect(form.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.type(form.getByLabelText('Base model'), 'gpt-4o');
    models[0] = aModel({ aliases: ['theirs'], version: 4 });
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(await form.findByText('gpt-4o-mini changed while you were editing')).toBeVisible();
    await user.click(form.getByRole('button', { name: 'Load theirs' }));
    expect(await form.findByDisplayValue('theirs')).toBeVisible();
    await user.type(form.getByLabelText('Base model'), 'gpt-4o');
    await user.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const last = api.sentTo(`PUT ${ONE}`).at(-1);
    expect(last?.body).toMatchObject({ aliases: ['theirs'], base_model: 'gpt-4o' });
    expect(last?.body).not.toHaveProperty('price');
  });

  it.each([
    ['Make default', { is_default: true }],
    ['Deactivate', { active: false }],
  ])('does at once: %s', async (action, body) => {
    const { api, user } = await shown();
    api.on(`PUT ${ONE}`, () => Response.json(aModel()));
    await choose(user, action);
    await waitFor(() => expect(api.sentTo(`PUT ${ONE}`)).toHaveLength(1));
    const [sent] = api.sentTo(`PUT ${ONE}`);
    expect(sent?.body).toEqual(body);
    expect(sent?.headers.get('If-Match')).toBe('"3"');
  });

  it('is removed when that is confirmed', async () => {
    const models = [aModel()];
    const { api, user } = await shown({ models });
    api.on(`DELETE ${ONE}`, () => {
      models.pop();
      return new Response(null, { status: 204 });
    });
    await choose(user, 'Remove…');
    const question = await dialog('Remove gpt-4o-mini?');
    expect(api.sentTo(`DELETE ${ONE}`)).toEqual([]);
    await user.click(question.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('gpt-4o-mini is removed')).toBeVisible();
    expect(await screen.findByText('No model is registered yet')).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(api.sentTo(`DELETE ${ONE}`)[0]?.headers.get('If-Match')).toBe('"3"');
  });
});

describe('the price of a model', () => {
  it('is changed from a day on, and shows what it was and will be', async () => {
    const later = dated(9, { ...mini, input: 0.1 }, '2126-01-01T00:00:00.000Z');
    const before = dated(7, { ...noPrice, state: 'free' }, '2025-01-01T00:00:00.000Z');
    const { api, user } = await shown({ models: [aModel({ price: mini, prices: [later, dated(8, mini), before] })] });
    api.on(`PUT ${ONE}`, () => Response.json(aModel()));
    await choose(user, 'Set price…');
    const form = await dialog('Price of gpt-4o-mini');
    const rows = within(form.getByRole('table', { name: 'History' }))
      .getAllByRole('row')
      .slice(1);
    expect(rows.map((row) => /Now|Later/.exec(row.textContent ?? '')?.[0])).toEqual(['Later', 'Now', undefined]);
    expect(form.getByLabelText('Input')).toHaveValue('0.15');
    await user.clear(form.getByLabelText('Input'));
    await user.type(form.getByLabelText('Input'), '0.2');
    await user.type(form.getByLabelText('Valid from'), '2026-12-01');
    await user.click(form.getByRole('button', { name: 'Save price' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const [sent] = api.sentTo(`PUT ${ONE}`);
    expect(sent?.headers.get('If-Match')).toBe('"3"');
    expect(sent?.body).toEqual({
      price: {
        state: 'priced',
        input: 0.2,
        output: 0.6,
        cached_input: 0.075,
        cache_write: null,
        audio_input: null,
        audio_output: null,
        effective_from: '2026-12-01T00:00:00.000Z',
      },
    });
  });

  it.each([
    [/^Free/, 'free'],
    [/^Unknown/, 'unknown'],
  ])('may be %s, with no amounts', async (choice, state) => {
    const { api, user } = await shown({ models: [aModel({ price: mini })] });
    api.on(`PUT ${ONE}`, () => Response.json(aModel()));
    await choose(user, 'Set price…');
    const form = await dialog('Price of gpt-4o-mini');
    await user.click(form.getByRole('radio', { name: choice }));
    expect(form.queryByLabelText('Input')).not.toBeInTheDocument();
    await user.click(form.getByRole('button', { name: 'Save price' }));
    await waitFor(() => expect(api.sentTo(`PUT ${ONE}`)[0]?.body).toEqual({ price: { state } }));
  });

  it('that is refused is told at its field', async () => {
    const { api, user } = await shown({ models: [aModel({ price: mini })] });
    const errors = [{ pointer: '/price/output', code: 'too_big', message: 'must be at most 999999' }];
    api.on(`PUT ${ONE}`, () => aProblem({ status: 422, code: 'validation_failed', errors }));
    await choose(user, 'Set price…');
    const form = await dialog('Price of gpt-4o-mini');
    await user.click(form.getByRole('button', { name: 'Save price' }));
    expect(await form.findByText('Must be at most 999999.')).toBeVisible();
  });
});

describe('discovery', () => {
  const offer = (...names: string[]) => ({
    models: names.map((id) => ({ id, owned_by: 'system', registered: id === 'gpt-4o-mini' })),
  });
  const DISCOVER = `POST ${MODELS}/discover`;

  it('adds several of what the provider offers, found by a search', async () => {
    const models = [aModel()];
    const { api, section, user } = await shown({ models });
    api.on(DISCOVER, () => Response.json(offer('gpt-4o', 'gpt-4o-mini', 'o3', 'text-embedding-3-small')));
    api.on(`POST ${MODELS}`, ({ body }) => {
      const model = aModel({ id: models.length + 1, ...(body as Partial<Model>) });
      models.push(model);
      return Response.json(model, { status: 201 });
    });
    await user.click(section.getByRole('button', { name: 'Discover' }));
    const choice = await dialog('What the provider offers');
    expect(await choice.findByRole('checkbox', { name: /gpt-4o-mini/ })).toBeDisabled();
    await waitFor(() => expect(choice.getByLabelText('Search models')).toHaveFocus());
    await user.click(choice.getByRole('checkbox', { name: 'gpt-4o' }));
    await user.type(choice.getByLabelText('Search models'), 'EMBED');
    expect(choice.queryByRole('checkbox', { name: 'o3' })).not.toBeInTheDocument();
    await user.click(choice.getByRole('checkbox', { name: /text-embedding/ }));
    await user.click(choice.getByRole('button', { name: 'Add 2 models' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(api.sentTo(`POST ${MODELS}`).map(({ body }) => body)).toEqual([
      { name: 'gpt-4o', purpose: 'chat' },
      { name: 'text-embedding-3-small', purpose: 'embedding' },
    ]);
    expect(await rowOf('text-embedding-3-small')).toBeDefined();
  });

  it('that stops halfway keeps what was added and says why', async () => {
    const models: Model[] = [];
    const { api, section, user } = await shown({ models });
    api.on(DISCOVER, () => Response.json(offer('a', 'b')));
    api.on(`POST ${MODELS}`, ({ body }) => {
      const { name } = body as { name: string };
      if (name === 'b') return aProblem({ status: 503, code: 'unavailable', detail: 'Try again shortly.' });
      models.push(aModel({ name }));
      return Response.json(aModel({ name }), { status: 201 });
    });
    await user.click(section.getByRole('button', { name: 'Discover' }));
    const choice = await dialog('What the provider offers');
    await user.click(await choice.findByRole('checkbox', { name: 'a' }));
    await user.click(choice.getByRole('checkbox', { name: 'b' }));
    await user.click(choice.getByRole('button', { name: 'Add 2 models' }));
    expect(await choice.findByText('Try again shortly.')).toBeVisible();
    expect(await choice.findByRole('button', { name: 'Add 1 model' })).toBeEnabled();
    expect(choice.getByRole('checkbox', { name: 'a' })).toBeDisabled();
  });

  it('that fails says what is wrong, and is tried again', async () => {
    const { api, section, user } = await shown();
    const detail = 'The system refuses the credentials. Enter the key again.';
    api.on(DISCOVER, () =>
      aProblem({ status: 502, code: 'auth_invalid', title: 'The external system failed', detail }),
    );
    await user.click(section.getByRole('button', { name: 'Discover' }));
    const choice = await dialog('What the provider offers');
    expect(await choice.findByText(detail)).toBeVisible();
    api.on(DISCOVER, () => Response.json(offer()));
    await user.click(choice.getByRole('button', { name: 'Try again' }));
    expect(await choice.findByText('The provider lists no model')).toBeVisible();
  });

  it('of nothing that fits the search says so', async () => {
    const { api, section, user } = await shown();
    api.on(DISCOVER, () => Response.json(offer('a')));
    await user.click(section.getByRole('button', { name: 'Discover' }));
    const choice = await dialog('What the provider offers');
    await user.type(await choice.findByLabelText('Search models'), 'zzz');
    expect(await choice.findByText('No model is called so.')).toBeVisible();
    expect(choice.getByRole('button', { name: 'Add' })).toBeDisabled();
  });
});
