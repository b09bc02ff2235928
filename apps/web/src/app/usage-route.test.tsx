import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aBudget } from '../features/budgets/testing/a-budget.ts';
import { integrationsSearch } from '../features/integrations/integrations.search.ts';
import { anIntegration } from '../features/integrations/testing/an-integration.ts';
import { aGroup, aSummary, aTimeseries } from '../features/usage/testing/some-usage.ts';
import { usageSearch } from '../features/usage/usage.search.ts';
import { FakeApi } from '../testing/fake-api.ts';
import { layOut } from '../testing/lay-out.ts';
import { renderPage } from '../testing/render-page.tsx';
import { IntegrationsRoute } from './integrations-route.tsx';
import { UsageRoute } from './usage-route.tsx';

const SUMMARY = 'GET /api/v1/admin/usage/summary';

layOut();

describe('the page of usage', () => {
  const renderUsage = (address: string) => {
    new FakeApi({
      [SUMMARY]: () => Response.json(aSummary()),
      'GET /api/v1/admin/usage/timeseries': () => Response.json(aTimeseries()),
      'GET /api/v1/admin/budgets': () => Response.json([aBudget()], { headers: { ETag: '"1"' } }),
      'PUT /api/v1/admin/budgets': () => Response.json([aBudget()], { headers: { ETag: '"2"' } }),
      'GET /api/v1/admin/service-accounts': () => Response.json([]),
    });
    return renderPage({ path: 'usage', page: UsageRoute, search: usageSearch, address });
  };

  it('holds in its address that the budgets are being changed, beside the rest', async () => {
    const { user, address } = await renderUsage('/usage?range=7d');
    await user.click(await screen.findByRole('button', { name: 'Edit budgets' }));
    await waitFor(() => expect(address()).toBe('/usage?range=7d&budgets=edit'));
    const dialog = await screen.findByRole('dialog', { name: 'Budgets' });
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(address()).toBe('/usage?range=7d'));
  });

  it('asks before changes of the budgets are lost, and not once they are saved', async () => {
    const { user, address } = await renderUsage('/usage?budgets=edit');
    const dialog = within(await screen.findByRole('dialog', { name: 'Budgets' }));
    await user.type(dialog.getByLabelText('Limit'), '0');
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Keep editing' }));
    expect(address()).toBe('/usage?budgets=edit');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(address()).toBe('/usage'));
    expect(screen.queryByText('Discard unsaved changes?')).not.toBeInTheDocument();
  });
});

describe('the list of integrations', () => {
  const openai = anIntegration({ id: 4, display_name: 'OpenAI', type: 'ai_provider' });
  const azure = anIntegration({ id: 5, display_name: 'Azure OpenAI', type: 'ai_provider' });
  const jira = anIntegration({ id: 6, display_name: 'Jira Cloud' });

  async function renderList(role?: 'viewer') {
    const rows = [openai, azure, jira];
    const numbers = { requests: 1240, failures: 50, error_rate: 0.04, cost_usd: 3.4 };
    const api = new FakeApi(
      {
        'GET /api/v1/admin/integrations': () => Response.json(rows, { headers: { 'X-Total-Count': '3' } }),
        'GET /api/v1/admin/connectors': () => Response.json([]),
        [SUMMARY]: () => Response.json(aSummary({ groups: [aGroup('OpenAI', numbers, 4)] })),
      },
      role,
    );
    await renderPage({ path: 'integrations', page: IntegrationsRoute, search: integrationsSearch });
    await screen.findByText('Jira Cloud');
    return api;
  }

  const rowOf = (name: string) => screen.getByRole('link', { name }).closest('tr') as HTMLElement;

  it('tells what went through each in the last 24 hours, asking once', async () => {
    const api = await renderList();
    expect(await within(rowOf('OpenAI')).findByText('1.2k calls')).toBeVisible();
    expect(rowOf('OpenAI')).toHaveTextContent('1.2k calls · $3.40 4% failed');
    expect(rowOf('Azure OpenAI')).not.toHaveTextContent('calls');
    expect(api.sentTo(SUMMARY)).toHaveLength(1);
    expect(api.sentTo(SUMMARY)[0]?.search.get('group_by')).toBe('integration');
  });

  it('tells nothing of it to those who may not know', async () => {
    const api = await renderList('viewer');
    expect(screen.queryByText('Last 24 hours')).not.toBeInTheDocument();
    expect(api.sentTo(SUMMARY)).toEqual([]);
  });
});
