import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { anIntegration, withSecret } from '../testing/an-integration.ts';
import { FakeIntegrations } from '../testing/fake-integrations.ts';
import { renderIntegrations } from '../testing/render-integrations.ts';

// CodeMirror measures text, which jsdom does not lay out; the editor's checks are tested without it.
vi.mock('../../../shared/write-json/json-editor.tsx', async () => import('../../../testing/plain-json-editor.tsx'));
vi.mock('../set-logo/send-with-progress.ts', () => ({ sendWithProgress: () => fetch }));

const save = (user: UserEvent) => user.click(screen.getByRole('button', { name: 'Save changes' }));
const field = (name: string | RegExp) =>
  screen.findByLabelText(name, { selector: ':is(input, textarea, [contenteditable])' });

async function retype(user: UserEvent, name: string | RegExp, text: string) {
  const input = await field(name);
  await user.clear(input);
  await user.type(input, text);
}

describe('the fields', () => {
  it('are those of the type', async () => {
    new FakeIntegrations();
    const { user } = await renderIntegrations('/integrations?create=acme');
    const shown = () =>
      ['Base search', 'Model', 'Cost configuration', 'Fallback'].filter(
        (name) => screen.queryAllByLabelText(name).length > 0,
      );
    await field(/Base URL/);
    expect(shown()).toEqual(['Base search']);
    await user.click(screen.getByRole('combobox', { name: /^Type/ }));
    await user.click(await screen.findByRole('option', { name: 'AI provider' }));
    await screen.findByLabelText('Cost configuration');
    expect(shown()).toEqual(['Base search', 'Model', 'Cost configuration', 'Fallback']);
    await user.click(screen.getByRole('combobox', { name: /^Type/ }));
    await user.click(await screen.findByRole('option', { name: 'Notification' }));
    expect(shown()).toEqual([]);
  });

  it('speak the language of the provider', async () => {
    new FakeIntegrations();
    await renderIntegrations('/integrations?create=jira');
    expect(await field(/^E-mail/)).toBeVisible();
    expect(await field(/^API token/)).toHaveAttribute('autocomplete', 'new-password');
    expect(await field('Base search (JQL)')).toBeVisible();
  });

  it('say what is wrong in the words of the server, before it is asked', async () => {
    const api = new FakeIntegrations();
    const { user } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/Base URL/), 'ftp://jira.example.com');
    await user.type(await field(/^API token/), '••••••••');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    expect(await screen.findByText('Must begin with https:// or http://.')).toBeVisible();
    expect(screen.getByText(/Is the mask, not the secret/)).toBeVisible();
    expect(await field(/Base URL/)).toHaveFocus();
    expect(api.sent('POST')).toEqual([]);
  });

  it('refuse JSON that is none, with line and column', async () => {
    const api = new FakeIntegrations([
      anIntegration({ id: 4, type: 'ai_provider', cost_config: { monthly_limit: 5 } }),
    ]);
    const { user } = await renderIntegrations('/integrations?edit=4');
    await retype(user, 'Cost configuration', '{{"alert_threshold": 80}');
    expect(await screen.findByText('Line 1, column 21: alert_threshold must be between 0 and 1')).toBeVisible();
    await save(user);
    expect(api.sent('PUT')).toEqual([]);
  });
});

describe('connecting a system', () => {
  it('sends what was entered, once, and says that it is done', async () => {
    const api = new FakeIntegrations();
    const { user, address } = await renderIntegrations('/integrations?create=');
    await user.type(await screen.findByLabelText('Search systems'), 'jira cloud{Enter}');
    await user.type(await field(/Base URL/), 'https://acme.atlassian.net');
    await user.type(await field(/^API token/), 'secret-token');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    await waitFor(() => expect(address()).toBe('/integrations'));
    expect(api.lastSent('POST').body).toEqual({
      provider: 'jira',
      type: 'data_source',
      base_url: 'https://acme.atlassian.net',
      display_name: 'Jira Cloud',
      password: 'secret-token',
      active: true,
    });
    expect(api.lastSent('POST').headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('leads to the integration that has the provider already', async () => {
    new FakeIntegrations([anIntegration({ id: 3, provider: 'jira', display_name: 'Team Jira' })]);
    const { user } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/Base URL/), 'https://acme.atlassian.net');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    const dialog = screen.getByRole('dialog');
    expect(await within(dialog).findByText(/has an integration of jira already/)).toBeVisible();
    expect(within(dialog).getByRole('link', { name: 'Open Team Jira' })).toHaveAttribute(
      'href',
      '/integrations?edit=3',
    );
  });

  it('takes any provider by its name', async () => {
    new FakeIntegrations();
    const { user, address } = await renderIntegrations('/integrations?create=');
    await user.type(await screen.findByLabelText('Search systems'), 'Acme Billing');
    await user.click(screen.getByRole('link', { name: /Connect “acme_billing”/ }));
    expect(address()).toBe('/integrations?create=acme_billing');
    expect(await field(/Provider/)).toHaveValue('acme_billing');
  });
});

describe('editing', () => {
  it('sends only what changed, with the version it was read at', async () => {
    const api = new FakeIntegrations([anIntegration({ id: 4, version: 3, username: 'old', base_search: 'kept' })]);
    const { user, address } = await renderIntegrations('/integrations?edit=4');
    await retype(user, /^E-mail/, 'new');
    await save(user);
    await waitFor(() => expect(address()).toBe('/integrations'));
    expect(api.lastSent('PUT').body).toEqual({ username: 'new' });
    expect(api.lastSent('PUT').headers.get('If-Match')).toBe('"3"');
  });

  it('puts what the server refuses on its field, and the rest above with the request id', async () => {
    const api = new FakeIntegrations([anIntegration({ id: 4, type: 'ai_provider', model: 'a' })]);
    api.refuseNext('PUT /api/v1/admin/integrations/4', {
      status: 422,
      code: 'validation_failed',
      title: 'Some fields are wrong',
      detail: '3 fields are wrong.',
      errors: [
        { pointer: '/fallback_integration_id', code: 'cycle', message: 'would close a circle' },
        { pointer: '/model_config/temperature', code: 'too_big', message: 'must be at most 2' },
        { pointer: '/galaxy', code: 'unknown_field', message: 'This field is not known here.' },
      ],
    });
    const { user } = await renderIntegrations('/integrations?edit=4');
    await retype(user, 'Model', 'b');
    await save(user);
    expect(await screen.findByText('Would close a circle.')).toBeVisible();
    expect(screen.getByText('Temperature must be at most 2.')).toBeVisible();
    expect(screen.getByText('3 fields are wrong.')).toBeVisible();
    expect(screen.getByText('req-1')).toBeVisible();
  });

  it('tells when the integration is gone', async () => {
    new FakeIntegrations([anIntegration({ id: 4 })]);
    await renderIntegrations('/integrations?edit=5');
    expect(await screen.findByText('This integration is gone')).toBeVisible();
  });

  it('asks before unsaved changes are lost', async () => {
    new FakeIntegrations([anIntegration({ id: 4 })]);
    const { user, address } = await renderIntegrations('/integrations?edit=4');
    await user.type(await field('Name'), 'x');
    await user.keyboard('{Escape}');
    const guard = await screen.findByRole('dialog', { name: 'Discard unsaved changes?' });
    await user.click(within(guard).getByRole('button', { name: 'Keep editing' }));
    expect(address()).toBe('/integrations?edit=4');
    await user.click(screen.getByRole('button', { name: 'Close' }));
    await user.click(await screen.findByRole('button', { name: 'Discard changes' }));
    await waitFor(() => expect(address()).toBe('/integrations'));
  });
});

describe('the secret', () => {
  const open = async (facts = {}) => {
    const api = new FakeIntegrations([withSecret({ id: 4, ...facts })]);
    const { user } = await renderIntegrations('/integrations?edit=4');
    await screen.findByRole('button', { name: 'Save changes' });
    return { api, user };
  };

  it('is kept, told about, and never shown', async () => {
    const { api, user } = await open();
    expect(screen.getByText('https://company.example.com', { selector: 'code' })).toBeVisible();
    expect(screen.queryByLabelText(/^API token/)).not.toBeInTheDocument();
    await user.type(await field('Name'), 'Team Jira');
    await save(user);
    await waitFor(() => expect(api.lastSent('PUT').body).toEqual({ display_name: 'Team Jira' }));
  });

  it('is replaced by what is typed', async () => {
    const { api, user } = await open();
    await user.click(screen.getByRole('button', { name: 'Replace' }));
    expect(await field(/^API token/)).toHaveValue('');
    await user.type(await field(/^API token/), 'another');
    await save(user);
    await waitFor(() => expect(api.lastSent('PUT').body).toEqual({ password: 'another' }));
  });

  it('is cleared, unless that is undone', async () => {
    const { api, user } = await open();
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(screen.getByText('Will be removed when you save')).toBeVisible();
    await save(user);
    await waitFor(() => expect(api.lastSent('PUT').body).toEqual({ password: null }));
  });

  it('has to be entered again as soon as the address leaves its origin', async () => {
    const { api, user } = await open();
    await retype(user, /Base URL/, 'https://evil.example.com/jira');
    expect(screen.getByText(/was entered for https:\/\/company.example.com and is sent nowhere else/)).toBeVisible();
    await save(user);
    await waitFor(() => expect(screen.getByLabelText(/^API token/)).toHaveFocus());
    expect(screen.getByLabelText(/^API token/)).toBeInvalid();
    expect(screen.getByText(/was entered for https:\/\/company.example.com and is sent nowhere else/)).toBeVisible();
    expect(api.sent('PUT')).toEqual([]);
    await user.type(await field(/^API token/), 'for-the-new-host');
    await save(user);
    await waitFor(() =>
      expect(api.lastSent('PUT').body).toEqual({
        base_url: 'https://evil.example.com/jira',
        password: 'for-the-new-host',
      }),
    );
  });

  it('stays when only the path of the address changes', async () => {
    const { api, user } = await open();
    await retype(user, /Base URL/, 'https://company.example.com/jira');
    await save(user);
    await waitFor(() => expect(api.lastSent('PUT').body).toEqual({ base_url: 'https://company.example.com/jira' }));
  });

  it('is asked for at once when the stored one cannot be read', async () => {
    await open({ config_state: 'needs_secret' });
    expect(screen.getByText(/can no longer be read/)).toBeVisible();
    expect(await field(/^API token/)).toHaveFocus();
  });
});

describe('a change by somebody else', () => {
  const conflicting = async () => {
    const api = new FakeIntegrations([anIntegration({ id: 4, username: 'old', base_search: 'old' })]);
    const { user, address } = await renderIntegrations('/integrations?edit=4');
    await retype(user, /^E-mail/, 'mine');
    api.changedElsewhere(4, { username: 'theirs', base_search: 'theirs too' });
    await save(user);
    const dialog = within(await screen.findByRole('dialog', { name: /was changed meanwhile/ }));
    return { api, user, dialog, address };
  };

  it('is shown field by field', async () => {
    const { dialog } = await conflicting();
    expect(dialog.getByRole('row', { name: 'Username theirs mine' })).toBeVisible();
    expect(dialog.getByRole('row', { name: 'Base search theirs too Not changed by you' })).toBeVisible();
  });

  it('gives way to mine, and keeps what I did not touch', async () => {
    const { api, user, dialog, address } = await conflicting();
    await user.click(dialog.getByRole('button', { name: 'Keep mine' }));
    await waitFor(() => expect(address()).toBe('/integrations'));
    expect(api.rows[0]).toMatchObject({ username: 'mine', base_search: 'theirs too', version: 3 });
  });

  it('takes the place of mine', async () => {
    const { api, user, dialog, address } = await conflicting();
    await user.click(dialog.getByRole('button', { name: 'Take theirs' }));
    expect(await field(/^E-mail/)).toHaveValue('theirs');
    await user.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(address()).toBe('/integrations'));
    expect(api.rows[0]).toMatchObject({ username: 'theirs', version: 2 });
  });

  it('is not worth a question when the form shows nothing of it', async () => {
    const api = new FakeIntegrations([anIntegration({ id: 4, username: 'old' })]);
    const { user, address } = await renderIntegrations('/integrations?edit=4');
    await retype(user, /^E-mail/, 'mine');
    api.changedElsewhere(4, { last_sync_at: '2026-01-02T00:00:00.000Z' });
    await save(user);
    await waitFor(() => expect(address()).toBe('/integrations'));
    expect(api.rows[0]).toMatchObject({ username: 'mine', version: 3 });
  });
});

describe('the logo', () => {
  const file = (name: string, type: string, size = 10) => new File([new Uint8Array(size)], name, { type });

  it('is refused at once when it is no image or too large', async () => {
    new FakeIntegrations([anIntegration({ id: 4 })]);
    const { user } = await renderIntegrations('/integrations?edit=4');
    const input = await field('Logo file');
    const drop = (one: File) => user.setup({ applyAccept: false }).upload(input, one);
    await drop(file('notes.txt', 'text/plain'));
    expect(await screen.findByText(/not an image that can be a logo/)).toBeVisible();
    await drop(file('huge.png', 'image/png', 5 * 1024 * 1024 + 1));
    expect(await screen.findByText(/may be at most 5 MB/)).toBeVisible();
  });

  it('is uploaded when the form is saved', async () => {
    const api = new FakeIntegrations([anIntegration({ id: 4 })]);
    const { user, address } = await renderIntegrations('/integrations?edit=4');
    await user.upload(await field('Logo file'), file('logo.svg', 'image/svg+xml'));
    await screen.findByText('logo.svg');
    await save(user);
    await waitFor(() => expect(address()).toBe('/integrations'));
    expect(api.lastSent('POST').path).toBe('/api/v1/admin/integrations/4/logo');
  });

  it('may fail, and then the new integration is there and the upload can be tried again', async () => {
    const api = new FakeIntegrations();
    api.refuseNext('POST /api/v1/admin/integrations/1/logo', { status: 415, detail: 'The image is damaged.' });
    const { user, address } = await renderIntegrations('/integrations?create=jira');
    await user.type(await field(/Base URL/), 'https://acme.atlassian.net');
    await user.upload(await field('Logo file'), file('logo.svg', 'image/svg+xml'));
    await screen.findByText('logo.svg');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    expect(await screen.findByText(/is saved, but its logo is not. The image is damaged./)).toBeVisible();
    expect(address()).toBe(`/integrations?edit=${api.rows[0]?.id}`);
    await user.click(screen.getByRole('button', { name: 'Try the logo again' }));
    await waitFor(() => expect(address()).toBe('/integrations'));
    expect(api.rows[0]?.logo_filename).toBe('logo.svg');
  });
});
