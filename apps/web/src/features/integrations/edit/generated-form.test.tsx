import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { anIntegration } from '../testing/an-integration.ts';
import { FakeIntegrations } from '../testing/fake-integrations.ts';
import { renderIntegrations } from '../testing/render-integrations.ts';

// CodeMirror measures text, which jsdom does not lay out.
vi.mock('../../../shared/write-json/json-editor.tsx', async () => import('../../../testing/plain-json-editor.tsx'));

const connect = (user: UserEvent) => user.click(screen.getByRole('button', { name: 'Connect' }));
const field = (name: RegExp) => screen.findByLabelText(name);

async function pick(user: UserEvent, label: RegExp, option: string) {
  await user.click(await screen.findByRole('combobox', { name: label }));
  await user.click(await screen.findByRole('option', { name: option }));
}

const openAdvanced = (user: UserEvent) => user.click(screen.getByRole('button', { name: 'Advanced' }));
const json = () => screen.findByLabelText('Provider metadata') as Promise<HTMLTextAreaElement>;

describe('a form made from a schema', () => {
  it('sends what its fields hold, in their kinds', async () => {
    const api = new FakeIntegrations();
    const { user } = await renderIntegrations('/integrations?create=smtp');
    await user.type(await field(/^Base URL/), 'smtp://mail.acme.com:587');
    await user.type(await field(/^From/), 'bot@acme.com');
    await user.type(screen.getByRole('combobox', { name: /^To/ }), 'a@acme.com,b@acme.com{Enter}');
    await pick(user, /^Encryption/, 'None');
    await user.type(await field(/^Tries/), '3');
    await user.click(screen.getByRole('switch', { name: /^Plain text only/ }));
    await connect(user);
    await waitFor(() =>
      expect(api.lastSent('POST').body).toMatchObject({
        base_url: 'smtp://mail.acme.com:587',
        provider_metadata: {
          from: 'bot@acme.com',
          to: ['a@acme.com', 'b@acme.com'],
          security: 'none',
          retries: 3,
          plain: true,
        },
      }),
    );
  });

  it('explains its fields, and shows what stands there by default', async () => {
    new FakeIntegrations();
    const { user } = await renderIntegrations('/integrations?create=jira');
    expect(await screen.findByRole('combobox', { name: /^Kind of token/ })).toHaveValue('Without scopes');
    await pick(user, /^Kind of token/, 'With scopes');
    expect(await field(/^Cloud ID/)).toHaveAttribute('placeholder', '1122-3344');
    expect(await field(/^Cloud ID/)).toHaveAccessibleDescription('Shown at _edge/tenant_info.');
  });

  it('shows a field only where it counts, and does not send one that was filled in before', async () => {
    const api = new FakeIntegrations();
    const { user } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/^Base URL/), 'https://acme.atlassian.net');
    await user.type(await field(/^E-mail/), 'bot@acme.com');
    expect(screen.queryByLabelText(/^Cloud ID/)).not.toBeInTheDocument();
    await pick(user, /^Kind of token/, 'With scopes');
    expect(screen.queryByLabelText(/^E-mail/)).not.toBeInTheDocument();
    await user.type(await field(/^Cloud ID/), '1122');
    await connect(user);
    await waitFor(() => expect(api.sent('POST')).toHaveLength(1));
    expect(api.lastSent('POST').body).not.toHaveProperty('username');
    expect(api.lastSent('POST').body).toMatchObject({
      provider_metadata: { authentication: 'scoped_token', cloud_id: '1122' },
    });
  });

  it('is the same value as the JSON under Advanced, keys without a field included', async () => {
    const provider_metadata = { project: 'blue', own: { key: true } };
    const row = anIntegration({ id: 4, provider: 'openai', type: 'ai_provider', provider_metadata });
    const api = new FakeIntegrations([row]);
    const { user } = await renderIntegrations('/integrations?edit=4');
    await user.clear(await field(/^Project/));
    await user.type(await field(/^Project/), 'red');
    await openAdvanced(user);
    expect(JSON.parse((await json()).value)).toEqual({ project: 'red', own: { key: true } });
    await user.clear(await json());
    await user.type(await json(), '{{"project": "green"');
    expect(await field(/^Project/)).toBeDisabled();
    await user.type(await json(), '}');
    expect(await field(/^Project/)).toHaveValue('green');
    await user.type(await field(/^Proxy/), 'http://proxy:3128');
    await user.click(screen.getByRole('button', { name: 'Save changes' }));
    await waitFor(() =>
      expect(api.lastSent('PUT').body).toEqual({
        provider_metadata: { project: 'green', proxy_url: 'http://proxy:3128' },
      }),
    );
  });
});

describe('what the connector needs', () => {
  it('may come later, and the form says what and until when', async () => {
    const api = new FakeIntegrations();
    const { user } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/^Base URL/), 'https://acme.atlassian.net');
    const note = screen.getByText(/can be added later; until then the connection cannot be tested/);
    expect(note).toHaveTextContent(/^E-mail, API token can be added later/);
    await user.click(within(note).getByRole('button', { name: 'API token' }));
    expect(await field(/^API token/)).toHaveFocus();
    await user.keyboard('token');
    expect(note).toHaveTextContent(/^E-mail can be added later/);
    await connect(user);
    await waitFor(() => expect(api.sent('POST')).toHaveLength(1));
  });
});

describe('what the server says', () => {
  it('stands at the field of the provider it is about', async () => {
    const api = new FakeIntegrations();
    api.refuseNext('POST /api/v1/admin/integrations', {
      status: 422,
      code: 'validation_failed',
      detail: '2 fields are wrong.',
      errors: [
        { pointer: '/provider_metadata/fields', code: 'invalid_setting', message: 'Fields to read is too long.' },
        {
          pointer: '/provider_metadata/own',
          code: 'invalid_setting',
          message: 'own is not a field this connector knows.',
        },
      ],
    });
    const { user } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/^Base URL/), 'https://acme.atlassian.net');
    await connect(user);
    const fields = await screen.findByRole('combobox', { name: /^Fields to read/ });
    await waitFor(() => expect(fields).toBeInvalid());
    expect(screen.getByText('Fields to read is too long.')).toBeVisible();
    // What has no field of its own opens the JSON it stands in.
    expect(screen.getByRole('button', { name: 'Advanced' })).toHaveAttribute('aria-expanded', 'true');
    expect(await screen.findByText('own is not a field this connector knows.')).toBeVisible();
  });

  it('tells what became of the address that was pasted', async () => {
    const api = new FakeIntegrations();
    api.normalize = () => ({ base_url: 'https://acme.atlassian.net', config_state: 'incomplete' });
    const { user } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/^Base URL/), 'https://acme.atlassian.net/browse/APP-1');
    await connect(user);
    const told = await screen.findByText(/Its address is kept as https:\/\/acme.atlassian.net. Some of its settings/);
    expect(told).toBeVisible();
  });
});

describe('the end of a secret', () => {
  it('is a date beside it', async () => {
    const api = new FakeIntegrations();
    const { user } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/^Base URL/), 'https://acme.atlassian.net');
    await user.type(await field(/^Expires on/), '2027-01-31');
    await connect(user);
    await waitFor(() =>
      expect(api.lastSent('POST').body).toMatchObject({ secret_expires_at: '2027-01-31T00:00:00.000Z' }),
    );
  });
});
