import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { anIntegration } from '../testing/an-integration.ts';
import { FakeIntegrations } from '../testing/fake-integrations.ts';
import { renderIntegrations } from '../testing/render-integrations.ts';

const jira = () => anIntegration({ provider: 'jira', display_name: 'Team Jira' });
const openai = () =>
  anIntegration({ provider: 'openai', display_name: 'Team model', type: 'ai_provider', model: 'gpt-4o' });

const rowOf = async (name: string) => (await screen.findByText(name)).closest('tr') as HTMLElement;

describe('the list of integrations', () => {
  it('shows what each one is and how it is', async () => {
    new FakeIntegrations([openai()]);
    await renderIntegrations();
    const row = within(await rowOf('Team model'));
    expect(row.getByText('gpt-4o')).toBeVisible();
    expect(row.getAllByText('AI provider')[0]).toBeInTheDocument();
    expect(row.getAllByText('Not checked yet')[0]).toBeInTheDocument();
    expect(row.getByText('Never')).toBeInTheDocument();
  });

  it('asks for the secret of an integration whose secret cannot be read', async () => {
    const row = anIntegration({ display_name: 'Team Jira', config_state: 'needs_secret' });
    new FakeIntegrations([row]);
    const { user, address } = await renderIntegrations();
    await user.click(await screen.findByRole('button', { name: 'Enter secret' }));
    expect(address()).toBe(`/integrations?edit=${row.id}`);
  });

  it('shows since when health is known, and how the last checks went', async () => {
    const recent = (['failing', 'healthy', 'healthy'] as const).map((status) => ({ status, latency_ms: 20 }));
    const checked_at = new Date(Date.now() - 3.5 * 3_600_000).toISOString();
    const health = { ...anIntegration().health, status: 'healthy' as const, checked_at, recent };
    new FakeIntegrations([anIntegration({ display_name: 'Team Jira', health })]);
    await renderIntegrations();
    const row = within(await rowOf('Team Jira'));
    expect(row.getByText('3 hr ago')).toBeVisible();
    expect(row.getByRole('img', { name: 'Last 3 checks: 1 failing, 2 healthy' })).toBeVisible();
  });

  it.each([
    ['incomplete', 'Complete'],
    ['schema_outdated', 'Review'],
  ] as const)('leads past what keeps an integration from working: %s', async (config_state, action) => {
    const row = anIntegration({ display_name: 'Team Jira', config_state });
    new FakeIntegrations([row]);
    const { user, address } = await renderIntegrations();
    await user.click(await screen.findByRole('button', { name: action }));
    expect(address()).toBe(`/integrations?edit=${row.id}`);
  });

  it('invites to connect the first system', async () => {
    new FakeIntegrations();
    await renderIntegrations();
    expect(await screen.findByText('Connect your first system')).toBeVisible();
    expect(screen.getByRole('link', { name: /Jira Cloud/ })).toHaveAttribute('href', '/integrations?create=jira');
  });

  it('tells when nothing matches, and takes the filters away', async () => {
    new FakeIntegrations([jira()]);
    const { user, address } = await renderIntegrations('/integrations?type=notification&sort=-type');
    await screen.findByText('No integration matches');
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(await screen.findByText('Team Jira')).toBeVisible();
    expect(address()).toBe('/integrations?sort=-type');
  });

  it('tells why it cannot be shown, with the request id, and tries again', async () => {
    const api = new FakeIntegrations([jira()]);
    api.refuseNext('GET /api/v1/admin/integrations', {
      status: 500,
      code: 'internal_error',
      title: 'Something went wrong',
    });
    api.refuseNext('GET /api/v1/admin/integrations', {
      status: 500,
      code: 'internal_error',
      title: 'Something went wrong',
    });
    const { user } = await renderIntegrations();
    const alert = await screen.findByRole('alert');
    expect(within(alert).getByText('Something went wrong')).toBeVisible();
    expect(within(alert).getByText('req-1')).toBeVisible();
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Team Jira')).toBeVisible();
  });
});

describe('filters and order', () => {
  it('go from the address into the request and the controls', async () => {
    const api = new FakeIntegrations([jira(), openai()]);
    await renderIntegrations('/integrations?q=model&type=ai_provider&status=active&health=unknown&sort=-provider');
    await screen.findByText('Team model');
    const asked = api.sent('GET').find(({ search }) => search.has('q'));
    expect(Object.fromEntries(asked?.search ?? [])).toEqual({
      q: 'model',
      type: 'ai_provider',
      active: 'true',
      health: 'unknown',
      sort: '-provider',
      limit: '50',
    });
    expect(screen.getByRole('searchbox')).toHaveValue('model');
    expect(screen.getByRole('combobox', { name: 'Filter by type' })).toHaveValue('ai_provider');
    expect(screen.queryByText('Team Jira')).not.toBeInTheDocument();
  });

  it('go from the controls into the address', async () => {
    new FakeIntegrations([jira(), openai()]);
    const { user, address } = await renderIntegrations();
    await screen.findByText('Team model');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Filter by type' }), 'AI provider');
    await user.type(screen.getByRole('searchbox'), 'model');
    await user.click(screen.getByRole('button', { name: 'Type' }));
    await waitFor(() => {
      const { searchParams } = new URL(address(), 'https://ims.example');
      expect(Object.fromEntries(searchParams)).toEqual({ type: 'ai_provider', q: 'model', sort: 'type' });
    });
    expect(screen.getByRole('columnheader', { name: 'Type' })).toHaveAttribute('aria-sort', 'ascending');
  });

  it('pages forward and back, and says where it is', async () => {
    new FakeIntegrations(Array.from({ length: 60 }, (_, index) => anIntegration({ provider: `p${index}` })));
    const { user, address } = await renderIntegrations();
    await user.click(await screen.findByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('51–60 of 60')).toBeVisible();
    expect(address()).toBe('/integrations?after=row50');
    await user.click(screen.getByRole('button', { name: 'Previous page' }));
    expect(await screen.findByText('1–50 of 60')).toBeVisible();
  });
});

describe('the keyboard', () => {
  it('searches with /, connects with c, and walks the rows with the arrows', async () => {
    new FakeIntegrations([jira(), openai()]);
    const { user, address } = await renderIntegrations();
    const first = await screen.findByRole('link', { name: 'Team Jira' });
    await user.keyboard('/');
    expect(screen.getByRole('searchbox')).toHaveFocus();
    first.focus();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('link', { name: 'Team model' })).toHaveFocus();
    await user.keyboard('c');
    await waitFor(() => expect(address()).toBe('/integrations?create='));
  });

  it('is back at the button of a menu when the menu closes', async () => {
    new FakeIntegrations([jira()]);
    const { user } = await renderIntegrations();
    (await screen.findByRole('button', { name: 'Actions for Team Jira' })).focus();
    await user.keyboard('{Enter}');
    await screen.findByRole('menuitem', { name: 'Edit' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Actions for Team Jira' })).toHaveFocus());
  });
});

describe('testing an integration from its row', () => {
  const open = async () => {
    const row = anIntegration({ id: 4, display_name: 'Team Jira' });
    const api = new FakeIntegrations([row]);
    const page = await renderIntegrations();
    await page.user.click(await screen.findByRole('button', { name: 'Actions for Team Jira' }));
    await page.user.click(await screen.findByRole('menuitem', { name: 'Test connection' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Test of Team Jira' }));
    await waitFor(() => expect(api.tests).toHaveLength(1));
    return { api, dialog, ...page };
  };

  it('begins at once, and the list knows what it found', async () => {
    const { api, dialog } = await open();
    const health = { ...anIntegration().health, status: 'failing' as const, checked_at: new Date().toISOString() };
    api.changedElsewhere(4, { health });
    api.tests[0]?.stage({ name: 'auth', verdict: 'fail', message: 'Refused.', field: '/password' });
    api.tests[0]?.result({ ok: false, status: 'failing', message: 'Refused.' });
    expect(await dialog.findByRole('button', { name: 'Go to the settings' })).toBeVisible();
    await waitFor(() => expect(screen.getAllByText('Failing').length).toBeGreaterThan(0));
    expect(api.lastSent('POST').path).toBe('/api/v1/admin/integrations/4/test');
  });

  it('leads to the form where a setting is at fault', async () => {
    const { api, dialog, user, address } = await open();
    api.tests[0]?.stage({ name: 'auth', verdict: 'fail', message: 'Refused.', field: '/password' });
    await user.click(await dialog.findByRole('button', { name: 'Go to the settings' }));
    await waitFor(() => expect(address()).toBe('/integrations?edit=4'));
  });
});

describe('turning an integration off', () => {
  it('shows at once, sends the version, and can be undone', async () => {
    const row = jira();
    const api = new FakeIntegrations([row]);
    const { user } = await renderIntegrations();
    await user.click(await screen.findByRole('switch', { name: 'Team Jira is active' }));
    expect(screen.getByRole('switch', { name: 'Team Jira is active' })).not.toBeChecked();
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(api.lastSent('PUT').body).toEqual({ active: true }));
    expect(api.lastSent('PUT').headers.get('If-Match')).toBe('"2"');
  });

  it('is taken back when the server refuses', async () => {
    const api = new FakeIntegrations([anIntegration({ id: 4, display_name: 'Team Jira' })]);
    api.refuseNext('PUT /api/v1/admin/integrations/4', {
      status: 503,
      code: 'unavailable',
      title: 'Not available right now',
    });
    const { user } = await renderIntegrations();
    await user.click(await screen.findByRole('switch'));
    expect(await screen.findByText('Team Jira was not deactivated')).toBeVisible();
    expect(screen.getByRole('switch')).toBeChecked();
  });
});

describe('somebody who may only look', () => {
  it('is offered no way to change anything, and sees no addresses', async () => {
    new FakeIntegrations([anIntegration({ display_name: 'Team Jira', base_url: null, username: null })], 'viewer');
    await renderIntegrations();
    const row = within(await rowOf('Team Jira'));
    expect(row.getByText('Active')).toBeVisible();
    expect(row.queryByRole('switch')).not.toBeInTheDocument();
    expect(row.getByRole('link', { name: 'Team Jira' })).toHaveAttribute(
      'href',
      expect.stringMatching(/^\/integrations\/\d+$/),
    );
    expect(row.queryByRole('button')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Connect a system' })).not.toBeInTheDocument();
  });

  it('is told so by a link to a form', async () => {
    new FakeIntegrations([anIntegration({ id: 7 })], 'viewer');
    await renderIntegrations('/integrations?edit=7');
    expect(await screen.findByText('Only admins can connect and change integrations')).toBeVisible();
  });
});
