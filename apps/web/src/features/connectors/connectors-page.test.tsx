import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi } from '../../testing/fake-api.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { connectorsSearch } from './connectors.search.ts';
import { ConnectorsPage } from './connectors-page.tsx';
import { aConnector, anOwnConnector } from './testing/some-connectors.ts';

const LIST = 'GET /api/v1/admin/connectors';

const connectors = [
  aConnector(),
  aConnector({
    provider: 'openai',
    display_name: 'OpenAI',
    type: 'ai_provider',
    description: 'GPT models.',
    capabilities: ['test', 'models', 'chat'],
  }),
  anOwnConnector(),
];
const listed = () => new FakeApi({ [LIST]: () => Response.json(connectors) });

const renderCatalogue = (address = '/connectors') =>
  renderPage({ page: ConnectorsPage, path: 'connectors', search: connectorsSearch, address });

const names = () => screen.queryAllByRole('heading', { level: 3 }).map((heading) => heading.textContent);

describe('the catalogue of connectors', () => {
  it('shows by type what can be connected, and what each can do', async () => {
    listed();
    await renderCatalogue();
    const sources = await screen.findByRole('region', { name: 'Data sources' });
    expect(within(sources).getByRole('link', { name: 'Jira Cloud' })).toHaveAttribute('href', '/connectors/jira');
    const abilities = screen.getByRole('list', { name: 'What OpenAI can do' });
    expect(
      within(abilities)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['Lists models', 'Calls models']);
    expect(screen.queryByRole('region', { name: 'Notifications' })).not.toBeInTheDocument();
  });

  it('tells which the tenant wrote, and in which version', async () => {
    listed();
    await renderCatalogue();
    expect(await screen.findByText('Written here · v2')).toBeVisible();
  });

  it('is filtered by what the address holds', async () => {
    listed();
    await renderCatalogue('/connectors?type=ai_provider');
    expect(await screen.findByRole('combobox', { name: 'Filter by type' })).toHaveValue('ai_provider');
    expect(names()).toEqual(['OpenAI']);
  });

  it('puts search and type into the address', async () => {
    listed();
    const { user, address } = await renderCatalogue();
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Filter by type' }), 'Data source');
    await user.type(screen.getByRole('searchbox'), 'jira issues');
    await waitFor(() => expect(address()).toBe('/connectors?type=data_source&q=jira+issues'));
    expect(names()).toEqual(['Jira Cloud']);
  });

  it('shows everything again when nothing matched', async () => {
    listed();
    const { user, address } = await renderCatalogue('/connectors?q=nothing-like-it');
    await user.click(await screen.findByRole('button', { name: 'Clear filters' }));
    expect(await screen.findByRole('link', { name: 'OpenAI' })).toBeVisible();
    expect(address()).toBe('/connectors');
  });

  it('offers to write one only to those who may', async () => {
    new FakeApi({ [LIST]: () => Response.json(connectors) }, 'viewer');
    await renderCatalogue();
    await screen.findByRole('link', { name: 'OpenAI' });
    expect(screen.queryByRole('link', { name: 'Write a connector' })).not.toBeInTheDocument();
  });

  it('says why it cannot be shown, and tries again', async () => {
    const api = new FakeApi({ [LIST]: () => aProblem({ status: 500, title: 'Something went wrong' }) });
    const { user } = await renderCatalogue();
    expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong');
    expect(screen.getByRole('button', { name: 'Copy Request req-1' })).toBeVisible();
    api.on(LIST, () => Response.json(connectors));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'OpenAI' })).toBeVisible();
  });
});
