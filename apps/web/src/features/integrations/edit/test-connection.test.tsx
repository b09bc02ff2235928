import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { anIntegration, withSecret } from '../testing/an-integration.ts';
import { FakeIntegrations } from '../testing/fake-integrations.ts';
import { renderIntegrations } from '../testing/render-integrations.ts';

vi.mock('../../../shared/write-json/json-editor.tsx', async () => import('../../../testing/plain-json-editor.tsx'));

const TEST = '/api/v1/admin/integrations/test';

async function begin(rows = [withSecret({ id: 4, username: 'bot@acme.com' })], address = '/integrations?edit=4') {
  const api = new FakeIntegrations(rows);
  const page = await renderIntegrations(address);
  await page.user.click(await screen.findByRole('button', { name: 'Test connection' }));
  return { api, ...page };
}

async function started() {
  const page = await begin();
  const view = within(await screen.findByRole('region', { name: 'Connection test' }));
  const [test] = page.api.tests;
  if (!test) throw new Error('No test was asked for');
  const stage = (name: string) => view.getByText(name).closest('li') as HTMLElement;
  return { ...page, view, test, stage };
}

describe('testing what stands in the form', () => {
  it('shows each stage as it ends, and who the system says we are', async () => {
    const { view, test, stage, api } = await started();
    expect(view.getByText('Testing the connection…')).toBeVisible();
    expect(within(stage('Address')).getByText('Under way…')).toBeVisible();
    test.stage({ name: 'address', message: 'The settings are complete.', ms: 3 });
    await waitFor(() => expect(stage('Address')).toHaveTextContent('passed: The settings are complete.3 ms'));
    expect(within(stage('Destination')).getByText('Under way…')).toBeVisible();
    expect(view.getByRole('status')).toHaveTextContent('Address passed');
    test.stage({ name: 'auth' });
    test.result({ identity: { id: '1', name: 'Wanda', kind: 'user' } });
    expect((await view.findAllByText('Connected as Wanda'))[0]).toBeVisible();
    expect(view.getByRole('status')).toHaveTextContent('Connected as Wanda');
    const sent = api.lastSent('POST');
    expect(sent.path).toBe(TEST);
    expect(sent.headers.get('Accept')).toBe('application/x-ndjson');
    expect(sent.headers.get('Authorization')).toBe('Bearer token-1');
  });

  it('uses the stored secret by the id, unless another one is typed', async () => {
    const { api, user, test } = await started();
    expect(api.lastSent('POST').body).toMatchObject({ id: 4, provider: 'jira' });
    test.result();
    await user.click(screen.getByRole('button', { name: 'Replace' }));
    await user.type(await screen.findByLabelText(/^API token/), 'another');
    await user.click(screen.getByRole('button', { name: 'Test again' }));
    await waitFor(() => expect(api.tests).toHaveLength(2));
    expect(api.lastSent('POST').body).toMatchObject({ password: 'another' });
    expect(api.lastSent('POST').body).not.toHaveProperty('id');
  });

  it('says what to do about a failure, and leads to the field at fault', async () => {
    const { view, test, stage, user } = await started();
    const remedy = 'Enter the user name and the secret again.';
    const message = 'The system refuses the credentials.';
    test.stage({
      name: 'auth',
      verdict: 'fail',
      message,
      remedy,
      field: '/username',
      upstream: { status: 401, request_id: null },
    });
    test.result({ ok: false, status: 'failing', message, field: '/username' });
    await waitFor(() => expect(view.getByRole('status')).toHaveTextContent(message));
    expect(stage('Login')).toHaveTextContent(`${remedy} The system answered with status 401.`);
    expect(within(stage('First data')).getByText('Not reached')).toBeVisible();
    await user.click(view.getByRole('button', { name: 'Go to E-mail' }));
    expect(screen.getByLabelText(/^E-mail/)).toHaveFocus();
  });

  it('leads to a setting that is folded away', async () => {
    const { view, test, user } = await started();
    const field = '/provider_metadata/ca_certificate';
    test.stage({ name: 'tls', verdict: 'warn', message: 'Not trusted.', remedy: 'Add it.', field });
    test.result({ status: 'degraded', message: 'Not trusted.' });
    expect((await view.findAllByText('The connection works, with a warning'))[0]).toBeVisible();
    await user.click(view.getByRole('button', { name: 'Go to Certificate authority' }));
    expect(await screen.findByLabelText(/^Certificate authority/)).toHaveFocus();
  });

  it('says so when the values have changed since', async () => {
    const { view, test, user } = await started();
    test.result();
    await view.findByRole('button', { name: 'Test again' });
    expect(view.queryByText(/You have changed the form since/)).not.toBeInTheDocument();
    await user.type(screen.getByLabelText('Name'), 'of no concern');
    expect(view.queryByText(/You have changed the form since/)).not.toBeInTheDocument();
    await user.type(screen.getByLabelText(/^E-mail/), 'x');
    expect(view.getByText(/You have changed the form since/)).toBeVisible();
  });
});

describe('the models a system named in a test', () => {
  const aProvider = () => anIntegration({ id: 4, provider: 'openai', type: 'ai_provider', model: '' });
  const model = () => screen.getByRole('combobox', { name: 'Model' });
  const offered = async () => within(await screen.findByRole('listbox', { name: 'Model' })).getAllByRole('option');

  async function tested(models: string[] | null) {
    const page = await begin([aProvider()]);
    await waitFor(() => expect(page.api.tests).toHaveLength(1));
    page.api.tests[0]?.result({ models });
    await screen.findByRole('button', { name: 'Test again' });
    return page;
  }

  it('are offered for the model, which stays free to type', async () => {
    const { user } = await tested(['gpt-4o', 'gpt-4o-mini', 'o3']);
    await user.click(model());
    await user.type(model(), 'gpt');
    const [, mini, ...others] = await offered();
    expect(mini).toHaveTextContent('gpt-4o-mini');
    expect(others).toEqual([]);
    await user.click(mini as HTMLElement);
    expect(model()).toHaveValue('gpt-4o-mini');
    await user.clear(model());
    await user.type(model(), 'my-own-model');
    expect(model()).toHaveValue('my-own-model');
  });

  it('stay on offer when the result is put away', async () => {
    const { user } = await tested(['o3']);
    await user.click(screen.getByRole('button', { name: 'Hide the test' }));
    await user.type(model(), 'o');
    expect((await offered()).map(({ textContent }) => textContent)).toEqual(['o3']);
  });

  it('are none where the system has no list', async () => {
    const { user } = await tested(null);
    await user.type(model(), 'o');
    const list = within(await screen.findByRole('listbox', { name: 'Model' }));
    expect(list.queryByRole('option')).not.toBeInTheDocument();
  });
});

describe('a test that runs', () => {
  it('is cancelled, and the next one is not disturbed by it', async () => {
    const { api, view, test, user } = await started();
    await user.click(view.getByRole('button', { name: 'Cancel' }));
    expect(view.getAllByText('Test cancelled')[0]).toBeVisible();
    await user.click(view.getByRole('button', { name: 'Test again' }));
    await waitFor(() => expect(api.tests).toHaveLength(2));
    test.result({ identity: { id: '1', name: 'Nobody', kind: 'user' } });
    api.tests[1]?.result({ identity: { id: '2', name: 'Wanda', kind: 'user' } });
    expect((await view.findAllByText('Connected as Wanda'))[0]).toBeVisible();
    expect(view.queryByText('Connected as Nobody')).not.toBeInTheDocument();
  });

  it('ends with Escape, which closes the form only after that', async () => {
    const { view, user, address } = await started();
    await user.keyboard('{Escape}');
    expect(view.getAllByText('Test cancelled')[0]).toBeVisible();
    expect(address()).toBe('/integrations?edit=4');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(address()).toBe('/integrations'));
  });

  it('says so when its answer breaks off', async () => {
    const { view, test } = await started();
    test.stage({ name: 'address' });
    test.end();
    expect((await view.findAllByText('The test broke off'))[0]).toBeVisible();
    expect(view.getByText(/Its result did not arrive/)).toBeVisible();
  });
});

describe('a test that cannot begin', () => {
  it('shows what is wrong with the form instead', async () => {
    const { api } = await begin([], '/integrations?create=jira');
    expect(await screen.findByText('Must not be empty.')).toBeVisible();
    expect(screen.getByLabelText(/^Base URL/)).toHaveFocus();
    expect(api.tests).toEqual([]);
  });

  it('asks for the secret again where the server wants it', async () => {
    const api = new FakeIntegrations([withSecret({ id: 4 })]);
    const message = 'The stored secret was entered for https://a.example. Enter it again for the new address.';
    api.refuseNext(`POST ${TEST}`, {
      status: 422,
      code: 'secret_reentry_required',
      detail: message,
      errors: [{ pointer: '/password', code: 'secret_reentry_required', message }],
    });
    const { user } = await renderIntegrations('/integrations?edit=4');
    await user.click(await screen.findByRole('button', { name: 'Test connection' }));
    const secret = await screen.findByText('API token');
    await waitFor(() => expect(secret.closest('[data-field]')).toHaveTextContent(message));
  });
});
