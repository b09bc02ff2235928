import type { CreatedServiceAccount, ServiceAccount } from '@ims/api-client';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi } from '../../../testing/fake-api.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { accessSearch } from '../access.search.ts';
import { AccessPage } from '../access-page.tsx';

const ACCOUNTS = 'GET /api/v1/admin/service-accounts';
const CREATE = 'POST /api/v1/admin/service-accounts';
const KEY = `ims_sk_${'k'.repeat(39)}wxyz`;

const created_at = '2026-01-01T00:00:00.000Z';
const aKey = { id: 11, last_four: 'AbC1', created_at, expires_at: null, last_used_at: null };

const anAccount = (facts: Partial<ServiceAccount> = {}): ServiceAccount => ({
  id: 1,
  name: 'nightly sync',
  scopes: ['integrations:read', 'records:read'],
  expires_at: null,
  created_by: 'wanda@wex.example',
  keys: [aKey],
  version: 3,
  created_at,
  last_updated_at: created_at,
  ...facts,
});

function accountsApi(accounts: ServiceAccount[] = [anAccount()], role: 'admin' | 'user' = 'admin') {
  return new FakeApi(
    { [ACCOUNTS]: () => Response.json(accounts), 'GET /api/v1/admin/members': () => Response.json([]) },
    role,
  );
}

const renderKeys = (dialog = '') =>
  renderPage({ path: 'access', page: AccessPage, search: accessSearch, address: `/access?tab=keys${dialog}` });

describe('the service keys of the tenant', () => {
  it('are a tab of their own', async () => {
    accountsApi();
    const { user, address } = await renderPage({ path: 'access', page: AccessPage, search: accessSearch });
    await user.click(screen.getByRole('tab', { name: 'Service keys' }));
    expect(await screen.findByText('nightly sync')).toBeVisible();
    expect(address()).toBe('/access?tab=keys');
    await user.click(screen.getByRole('tab', { name: 'People' }));
    expect(address()).toBe('/access');
  });

  it('are listed under their accounts, with what these may do', async () => {
    accountsApi([
      anAccount({ keys: [aKey, { ...aKey, id: 12, last_four: 'Old9', expires_at: '2026-01-02T00:00:00.000Z' }] }),
    ]);
    await renderKeys();
    const may = within(await screen.findByRole('list', { name: 'What nightly sync may do' }));
    expect(may.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'integrations:read',
      'records:read',
    ]);
    const row = (end: string) => within(screen.getByText(`ims_sk_…${end}`).closest('tr') as HTMLElement);
    expect(row('AbC1').getAllByText('Never')).toHaveLength(2);
    expect(row('Old9').getByText('Expired')).toBeVisible();
  });

  it('that do not exist yet are explained', async () => {
    accountsApi([]);
    const { user, address } = await renderKeys();
    await user.click(await screen.findByRole('button', { name: 'Create a service account' }));
    expect(address()).toContain('create=true');
  });

  it('are no tab for those who may not see them', async () => {
    accountsApi([], 'user');
    await renderPage({ path: 'access', page: AccessPage, search: accessSearch });
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
  });
});

describe('a new service account', () => {
  const made: CreatedServiceAccount = { ...anAccount({ id: 2, name: 'reporter' }), key: KEY };

  it('gets the scopes that were chosen, and shows its key once', async () => {
    const api = accountsApi();
    api.on(CREATE, () => Response.json(made, { status: 201 }));
    const { user, address } = await renderKeys('&create=true');
    await user.type(await screen.findByLabelText('Name'), 'reporter');
    await user.click(screen.getByRole('checkbox', { name: /usage:write/ }));
    await user.click(screen.getByRole('checkbox', { name: /integrations:read/ }));
    await user.selectOptions(screen.getByLabelText('Lifetime'), '90 days');
    await user.click(screen.getByRole('button', { name: 'Create' }));

    expect(await screen.findByText(KEY)).toBeVisible();
    expect(screen.getByRole('alert')).toHaveTextContent('shown this once');
    const [sent] = api.sentTo(CREATE);
    expect(sent?.body).toEqual({
      name: 'reporter',
      scopes: expect.arrayContaining(['usage:write', 'integrations:read']),
      expires_at: expect.stringMatching(/Z$/),
    });
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe(KEY);

    await user.keyboard('{Escape}');
    expect(screen.getByText(KEY)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(address()).toBe('/access?tab=keys'));
    await waitFor(() => expect(screen.queryByText(KEY)).not.toBeInTheDocument());
  });

  it('is not given up without asking, once something is typed', async () => {
    accountsApi();
    const { user } = await renderKeys('&create=true');
    await user.type(await screen.findByLabelText('Name'), 'reporter');
    await user.keyboard('{Escape}');
    expect(await screen.findByRole('dialog', { name: 'Discard unsaved changes?' })).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByLabelText('Name')).toHaveFocus());
    expect(screen.queryByText('Discard unsaved changes?')).not.toBeInTheDocument();
  });

  it('is not asked for without a name and a scope', async () => {
    const api = accountsApi();
    const { user } = await renderKeys('&create=true');
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    expect(await screen.findByText('Enter a name.')).toBeVisible();
    expect(screen.getByText('Choose at least one.')).toBeVisible();
    expect(api.sentTo(CREATE)).toEqual([]);
  });

  it('of a name that is taken is told so', async () => {
    const detail = 'reporter exists already. Make another key for it instead.';
    const api = accountsApi();
    api.on(CREATE, () => aProblem({ status: 409, code: 'service_account_exists', detail }));
    const { user } = await renderKeys('&create=true');
    await user.type(await screen.findByLabelText('Name'), 'reporter');
    await user.click(screen.getByRole('checkbox', { name: /usage:write/ }));
    await user.click(screen.getByRole('button', { name: 'Create' }));
    expect(await screen.findByText(detail)).toBeVisible();
  });
});

describe('another key', () => {
  it('is made for the account, and shown once', async () => {
    const api = accountsApi();
    const path = 'POST /api/v1/admin/service-accounts/1/keys';
    api.on(path, () => Response.json({ ...aKey, id: 12, last_four: 'wxyz', key: KEY }, { status: 201 }));
    const { user } = await renderKeys('&renew=1');
    await user.click(await screen.findByRole('button', { name: 'Make key' }));
    expect(await screen.findByText(KEY)).toBeVisible();
    expect(api.sentTo(path)[0]?.body).toEqual({ expires_at: null });
  });

  it('cannot be made to outlive the account', async () => {
    accountsApi([anAccount({ expires_at: new Date(Date.now() + 40 * 86_400_000).toISOString() })]);
    await renderKeys('&renew=1');
    const choices = within(await screen.findByLabelText('Lifetime')).getAllByRole('option');
    expect(choices.map(({ textContent }) => textContent)).toEqual(['Until the account ends', '30 days']);
  });
});

describe('taking access away', () => {
  it('revokes one key after asking', async () => {
    const api = accountsApi();
    const path = 'DELETE /api/v1/admin/service-accounts/1/keys/11';
    api.on(path, () => new Response(null, { status: 204 }));
    const { user, address } = await renderKeys();
    await user.click(await screen.findByRole('button', { name: 'Revoke …AbC1' }));
    expect(await screen.findByText(/It was never used/)).toBeVisible();
    expect(api.sentTo(path)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(address()).toBe('/access?tab=keys'));
    expect(api.sentTo(path)).toHaveLength(1);
  });

  it('deletes an account as it was seen, after asking', async () => {
    const api = accountsApi();
    const path = 'DELETE /api/v1/admin/service-accounts/1';
    api.on(path, () => aProblem({ status: 412, code: 'stale_version', detail: 'Version 4 is current.' }));
    const { user } = await renderKeys('&end=1');
    expect(await screen.findByText(/Its 1 key will be refused at once/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Version 4 is current.')).toBeVisible();
    expect(api.sentTo(path)[0]?.headers.get('If-Match')).toBe('"3"');
  });
});
