import type { AuditEntry } from '@ims/api-client';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi, type Sent } from '../../testing/fake-api.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { auditQuery } from './audit.queries.ts';
import { auditSearch } from './audit.search.ts';
import { AuditPage } from './audit-page.tsx';

const AUDIT = 'GET /api/v1/admin/audit';

const anEntry = (facts: Partial<AuditEntry> = {}): AuditEntry => ({
  id: 1,
  at: '2026-01-01T00:00:00.000Z',
  actor: { kind: 'member', id: 1, name: 'wanda@wex.example' },
  action: 'integration.updated',
  resource: { type: 'integration', id: 7, name: 'Jira Cloud' },
  changes: { active: { before: true, after: false }, password: { before: '[redacted]', after: '[redacted]' } },
  request_id: 'req-7',
  ...facts,
});

const answer = (entries: AuditEntry[], headers: Record<string, string> = {}) =>
  Response.json(entries, { headers: { 'X-Total-Count': String(entries.length), ...headers } });

const renderAudit = (address = '/audit') =>
  renderPage({ path: 'audit', page: AuditPage, search: auditSearch, address });

const lastSearch = (api: FakeApi) => Object.fromEntries((api.sentTo(AUDIT).at(-1) as Sent).search);

describe('the audit log', () => {
  it('says who did what to what', async () => {
    new FakeApi({ [AUDIT]: () => answer([anEntry()]) });
    await renderAudit();
    expect(await screen.findByRole('button', { name: 'wanda@wex.example changed Jira Cloud' })).toBeVisible();
    expect(screen.getByText('1 entry')).toBeVisible();
  });

  it('shows what it does not know yet under its own name', async () => {
    new FakeApi({
      [AUDIT]: () =>
        answer([anEntry({ action: 'webhook.secret_rotated', resource: { type: 'webhook', id: 1, name: 'CI' } })]),
    });
    await renderAudit();
    expect(await screen.findByRole('button', { name: 'wanda@wex.example secret rotated CI' })).toBeVisible();
  });

  it('opens an entry to each field before and after, secrets untold', async () => {
    new FakeApi({ [AUDIT]: () => answer([anEntry()]) });
    const { user } = await renderAudit();
    await user.click(await screen.findByRole('button', { name: /changed Jira Cloud/ }));
    expect(screen.getByRole('row', { name: /^active.*true.*false/ })).toBeVisible();
    expect(screen.getAllByText('secret, not recorded')).toHaveLength(2);
    expect(screen.getByRole('button', { name: 'Copy req-7' })).toBeVisible();
  });

  it('shows only what is, when something was created', async () => {
    new FakeApi({ [AUDIT]: () => answer([anEntry({ changes: { role: { before: null, after: 'user' } } })]) });
    const { user } = await renderAudit();
    await user.click(await screen.findByRole('button', { name: /Jira Cloud/ }));
    expect(screen.getByRole('columnheader', { name: 'After' })).toBeVisible();
    expect(screen.queryByRole('columnheader', { name: 'Before' })).not.toBeInTheDocument();
  });

  it('goes on from the cursor of the page before', async () => {
    const api = new FakeApi({
      [AUDIT]: ({ search }) =>
        search.get('cursor') === 'abc'
          ? answer([anEntry({ id: 1, resource: { type: 'integration', id: 8, name: 'GitHub' } })])
          : answer([anEntry({ id: 2 })], { Link: '</api/v1/admin/audit?limit=50&cursor=abc>; rel="next"' }),
    });
    const { user } = await renderAudit();
    await user.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('button', { name: /GitHub/ })).toBeVisible();
    expect(screen.getByRole('button', { name: /Jira Cloud/ })).toBeVisible();
    expect(api.sentTo(AUDIT)).toHaveLength(2);
  });

  it('says what will be here while there is nothing', async () => {
    new FakeApi({ [AUDIT]: () => answer([]) });
    await renderAudit();
    expect(await screen.findByText('Nothing has happened yet')).toBeVisible();
  });

  it('says why it cannot be shown', async () => {
    new FakeApi({ [AUDIT]: () => aProblem({ status: 500, title: 'Something went wrong on our side' }) });
    await renderAudit();
    expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong on our side');
  });
});

describe('the filters of the audit log', () => {
  it('come from the address', async () => {
    const api = new FakeApi({ [AUDIT]: () => answer([anEntry()]) });
    await renderAudit('/audit?resource=member&action=member.created&actor=wanda');
    await screen.findByRole('button', { name: /Jira Cloud/ });
    expect(lastSearch(api)).toEqual({
      limit: '50',
      resource_type: 'member',
      action: 'member.created',
      actor: 'wanda',
    });
    expect(screen.getByLabelText('Resource')).toHaveValue('member');
    expect(screen.getByLabelText('Action')).toHaveValue('member.created');
  });

  it('go into the address, and another resource forgets the action', async () => {
    new FakeApi({ [AUDIT]: () => answer([anEntry()]) });
    const { user, address } = await renderAudit('/audit?resource=member&action=member.created');
    await user.selectOptions(await screen.findByLabelText('Resource'), 'integration');
    await waitFor(() => expect(address()).toBe('/audit?resource=integration'));
    await user.selectOptions(screen.getByLabelText('Action'), 'integration.deleted');
    await waitFor(() => expect(address()).toBe('/audit?resource=integration&action=integration.deleted'));
  });

  it('search for a person when the typing pauses', async () => {
    const api = new FakeApi({ [AUDIT]: () => answer([anEntry()]) });
    const { user, address } = await renderAudit();
    await user.type(await screen.findByLabelText(/name of who acted/), 'wan');
    await waitFor(() => expect(address()).toBe('/audit?actor=wan'));
    expect(lastSearch(api)).toMatchObject({ actor: 'wan' });
  });

  it('that nothing matches can be cleared', async () => {
    new FakeApi({ [AUDIT]: () => answer([]) });
    const { user, address } = await renderAudit('/audit?actor=nobody');
    await user.click(await screen.findByRole('button', { name: 'Clear the filters' }));
    await waitFor(() => expect(address()).toBe('/audit'));
  });

  it('take days whole, in the zone of the viewer', () => {
    expect(auditQuery({ from: '2026-03-29', to: '2026-03-29' })).toEqual({
      limit: 50,
      from: new Date(2026, 2, 29).toISOString(),
      to: new Date(2026, 2, 30).toISOString(),
    });
  });

  it('that make no sense are left out', () => {
    expect(auditSearch({ from: 'yesterday', actor: {}, action: 'member.created' })).toEqual({
      action: 'member.created',
    });
  });
});
