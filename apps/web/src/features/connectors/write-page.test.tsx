import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aProblem, FakeApi } from '../../testing/fake-api.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { aManifest, aManifestSchema, anOwnConnector } from './testing/some-connectors.ts';
import { EditConnectorPage, NewConnectorPage } from './write-page.tsx';

// CodeMirror measures text, which jsdom does not lay out; the checks are tested without it.
vi.mock('../../shared/write-json/json-editor.tsx', async () => import('../../testing/plain-json-editor.tsx'));

const CONNECTORS = '/api/v1/admin/connectors';

const anApi = () =>
  new FakeApi({
    [`GET ${CONNECTORS}/manifest-schema`]: () => Response.json(aManifestSchema),
    [`GET ${CONNECTORS}/desk`]: () => Response.json(anOwnConnector()),
    [`POST ${CONNECTORS}`]: () => Response.json(anOwnConnector({ version: 1 }), { status: 201 }),
    [`PUT ${CONNECTORS}/desk`]: () => Response.json(anOwnConnector({ version: 3 })),
  });

const renderNew = () => renderPage({ page: NewConnectorPage, path: 'connectors/_new' });
const renderEdit = () =>
  renderPage({ page: EditConnectorPage, path: 'connectors/$provider/edit', address: '/connectors/desk/edit' });

const write = async (manifest: unknown) =>
  fireEvent.change(await screen.findByRole('textbox', { name: 'Manifest' }), {
    target: { value: typeof manifest === 'string' ? manifest : JSON.stringify(manifest, null, 2) },
  });

describe('writing a connector', () => {
  it('begins with an example, of either kind', async () => {
    anApi();
    const { user } = await renderNew();
    const editor = await screen.findByRole('textbox', { name: 'Manifest' });
    expect(editor).toHaveDisplayValue(/"kind": "rest_source"/);
    await user.click(screen.getByRole('button', { name: 'AI provider' }));
    expect(editor).toHaveDisplayValue(/"kind": "openai_compatible"/);
    expect(await screen.findByText('Fits the schema')).toBeVisible();
  });

  it('tells what is wrong with its line, and saves nothing until it is right', async () => {
    const api = anApi();
    const { user } = await renderNew();
    await write('{\n  "kind": "rest_source",\n  "provider": 7,\n  "auth": {}\n}');
    expect(await screen.findByRole('button', { name: 'Line 3: must be a text in double quotes' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Create connector' }));
    expect(api.sentTo(`POST ${CONNECTORS}`)).toEqual([]);
    expect(screen.getByRole('button', { name: 'Try the connector' })).toBeDisabled();
  });

  it('saves it and shows it', async () => {
    const api = anApi();
    const { user, address } = await renderNew();
    await write(aManifest);
    await user.click(screen.getByRole('button', { name: 'Create connector' }));
    await waitFor(() => expect(address()).toBe('/connectors/desk'));
    expect(await screen.findByText('Desk created')).toBeVisible();
    expect(api.sentTo(`POST ${CONNECTORS}`)[0]?.body).toEqual({ manifest: aManifest });
  });

  it('puts what the server refuses at its line, until the text is another', async () => {
    const api = anApi();
    const errors = [{ pointer: '/manifest/auth/name', code: 'custom', message: 'is set by the transport' }];
    api.on(`POST ${CONNECTORS}`, () => aProblem({ status: 422, code: 'validation_failed', errors }));
    const { user } = await renderNew();
    await write(aManifest);
    await user.click(screen.getByRole('button', { name: 'Create connector' }));
    expect(await screen.findByRole('button', { name: 'Line 7: is set by the transport' })).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await write({ ...aManifest, auth: { scheme: 'none' } });
    expect(screen.queryByText('is set by the transport')).not.toBeInTheDocument();
  });

  it('says above the manifest what belongs to no line', async () => {
    const api = anApi();
    api.on(`POST ${CONNECTORS}`, () =>
      aProblem({ status: 409, code: 'connector_exists', title: 'There is a connector of this name' }),
    );
    const { user } = await renderNew();
    await write(aManifest);
    await user.click(screen.getByRole('button', { name: 'Create connector' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is a connector of this name');
  });

  it('asks before unsaved work is left', async () => {
    anApi();
    const { go } = await renderNew();
    await write(aManifest);
    void go('/connectors');
    expect(await screen.findByRole('dialog', { name: 'Leave without saving?' })).toBeVisible();
  });
});

describe('editing a connector', () => {
  it('saves the next version', async () => {
    const api = anApi();
    const { user, address } = await renderEdit();
    await write({ ...aManifest, display_name: 'Help desk' });
    await user.click(screen.getByRole('button', { name: 'Save as version 3' }));
    await waitFor(() => expect(address()).toBe('/connectors/desk'));
    expect(await screen.findByText(/^Version \d+ of .* saved$/)).toBeVisible();
    expect(api.sentTo(`PUT ${CONNECTORS}/desk`)[0]?.body).toMatchObject({ manifest: { display_name: 'Help desk' } });
  });

  it('keeps the name that integrations know it by', async () => {
    anApi();
    await renderEdit();
    await write({ ...aManifest, provider: 'bench' });
    expect(
      await screen.findByRole('button', { name: 'Line 3: must stay desk; for another name, write a new connector' }),
    ).toBeVisible();
  });
});

const stage = { name: 'address', verdict: 'pass', ms: 1, message: 'The settings are complete.' };
const noFault = { error_class: null, remedy: null, field: null, upstream: null };
const result = {
  ok: true,
  status: 'healthy',
  message: 'Works',
  identity: { id: '1', name: 'Desk robot', kind: 'user' },
  latency_ms: 12,
  checked_at: '2026-01-01T00:00:00.000Z',
  secret_expires_at: null,
  ...noFault,
};
const record = {
  id: 'T-1',
  kind: 'ticket',
  title: 'Printer',
  url: 'https://desk.example/T-1',
  updated_at: null,
  data: {},
};

const streamOf = (...lines: object[]) =>
  new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), {
    headers: { 'Content-Type': 'application/x-ndjson' },
  });

describe('trying a connector', () => {
  it('asks for what the manifest asks for, and shows stages and first records', async () => {
    const api = anApi();
    const stages = [{ ...stage, ...noFault }];
    api.on(`POST ${CONNECTORS}/try`, () =>
      streamOf({ stage: stages[0] }, { result: { ...result, stages, records: [record] } }),
    );
    const { user } = await renderNew();
    await write(aManifest);
    await user.type(await screen.findByLabelText('Base URL'), 'https://desk.example');
    await user.type(await screen.findByLabelText('Desk key'), 'a-key');
    await user.selectOptions(screen.getByLabelText('Status'), 'open');
    expect(screen.queryByLabelText('Username')).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try the connector' }));
    expect((await screen.findAllByText(/Connected as Desk robot/))[0]).toBeVisible();
    expect(
      within(screen.getByRole('region', { name: 'First records' })).getByRole('link', { name: /Printer/ }),
    ).toHaveAttribute('href', 'https://desk.example/T-1');
    expect(api.sentTo(`POST ${CONNECTORS}/try`)[0]?.body).toEqual({
      manifest: aManifest,
      base_url: 'https://desk.example',
      password: 'a-key',
      provider_metadata: { status: 'open' },
    });
  });

  it('needs an address', async () => {
    const api = anApi();
    const { user } = await renderNew();
    await write(aManifest);
    await user.click(screen.getByRole('button', { name: 'Try the connector' }));
    expect(await screen.findByText('Enter the address to try it on.')).toBeVisible();
    expect(api.sentTo(`POST ${CONNECTORS}/try`)).toEqual([]);
  });

  it('puts what the server refuses on its field', async () => {
    const api = anApi();
    const errors = [{ pointer: '/base_url', code: 'invalid', message: 'must begin with https://' }];
    api.on(`POST ${CONNECTORS}/try`, () => aProblem({ status: 422, code: 'validation_failed', errors }));
    const { user } = await renderNew();
    await write(aManifest);
    await user.type(await screen.findByLabelText('Base URL'), 'ftp://desk.example');
    await user.click(screen.getByRole('button', { name: 'Try the connector' }));
    expect(await screen.findByText('Must begin with https://.')).toBeVisible();
  });
});
