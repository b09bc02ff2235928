import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi } from '../../testing/fake-api.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { ConnectorPage } from './connector-page.tsx';
import { aConnector, aManifestSchema, anOwnConnector } from './testing/some-connectors.ts';

const CONNECTORS = '/api/v1/admin/connectors';
const renderConnector = (provider: string) =>
  renderPage({ page: ConnectorPage, path: 'connectors/$provider', address: `/connectors/${provider}` });

const builtIn = { ...aConnector(), manifest: null, versions: [] };

function own(role?: 'viewer') {
  return new FakeApi(
    {
      [`GET ${CONNECTORS}/desk`]: () => Response.json(anOwnConnector()),
      [`GET ${CONNECTORS}/manifest-schema`]: () => Response.json(aManifestSchema),
    },
    role,
  );
}

describe('the page of a connector', () => {
  it('leads to its docs and tells what it needs', async () => {
    new FakeApi({ [`GET ${CONNECTORS}/jira`]: () => Response.json(builtIn) });
    await renderConnector('jira');
    expect(await screen.findByRole('link', { name: /Docs/ })).toHaveAttribute(
      'href',
      'https://developer.atlassian.com',
    );
    const needs = within(screen.getByRole('region', { name: 'What it needs' }));
    expect(needs.getByRole('row', { name: 'Base URL base_url Required' })).toBeVisible();
    expect(needs.getByRole('row', { name: 'API token password Required' })).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Settings' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
  });

  it('offers to connect it, or leads to what is connected', async () => {
    const api = new FakeApi({ [`GET ${CONNECTORS}/jira`]: () => Response.json(builtIn) });
    await renderConnector('jira');
    expect(await screen.findByRole('link', { name: 'Connect' })).toHaveAttribute('href', '/integrations?create=jira');
    expect(api.sentTo('GET /api/v1/admin/integrations')[0]?.search.get('provider')).toBe('jira');
  });

  it('shows versions and manifest of one that was written here', async () => {
    own();
    await renderConnector('desk');
    const versions = await screen.findByRole('region', { name: 'Versions' });
    expect(within(versions).getByRole('row', { name: /^2 In use Wanda/ })).toBeVisible();
    expect(within(versions).getByRole('row', { name: /^1 Otto/ })).toBeVisible();
    expect(screen.getByText(/"secret_title": "Desk key"/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Edit manifest' })).toHaveAttribute('href', '/connectors/desk/edit');
  });

  it('lets those who may only look change nothing', async () => {
    own('viewer');
    await renderConnector('desk');
    await screen.findByRole('region', { name: 'Versions' });
    expect(screen.queryByRole('link', { name: 'Edit manifest' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Connect' })).not.toBeInTheDocument();
  });

  it('says when there is none of the name', async () => {
    new FakeApi();
    await renderConnector('nothing');
    expect(await screen.findByText('There is no connector of this name')).toBeVisible();
  });
});

describe('deleting a connector', () => {
  async function askToDelete(api: FakeApi) {
    const rendered = await renderConnector('desk');
    await rendered.user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete Desk?' });
    return { ...rendered, api, dialog: within(dialog) };
  }

  it('asks first, and leads back to the catalogue', async () => {
    const { user, api, dialog, address } = await askToDelete(own());
    api.on(`DELETE ${CONNECTORS}/desk`, () => new Response(null, { status: 204 }));
    await user.click(dialog.getByRole('button', { name: 'Delete Desk' }));
    await waitFor(() => expect(address()).toBe('/connectors'));
  });

  it('tells which integrations need it, and leads to them', async () => {
    const { user, api, dialog } = await askToDelete(own());
    const used_by = [{ id: 7, name: 'Support desk' }];
    api.on(`DELETE ${CONNECTORS}/desk`, () =>
      aProblem({ status: 409, code: 'connector_in_use', used_by } as Parameters<typeof aProblem>[0]),
    );
    await user.click(dialog.getByRole('button', { name: 'Delete Desk' }));
    const told = within(await screen.findByRole('dialog', { name: 'Desk is in use' }));
    expect(told.getByRole('link', { name: 'Support desk' })).toHaveAttribute('href', '/integrations/7');
  });
});
