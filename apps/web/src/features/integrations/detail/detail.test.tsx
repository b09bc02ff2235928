import type { Integration, IntegrationHealth, NotificationDelivery, TestResult } from '@ims/api-client';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi } from '../../../testing/fake-api.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { anIntegration, withSecret } from '../testing/an-integration.ts';
import { detailSearch } from './detail.search.ts';
import { IntegrationPage } from './integration-page.tsx';

const ONE = '/api/v1/admin/integrations/5';

const noFault = { error_class: null, remedy: null, field: null };

const aTest: TestResult = {
  ok: true,
  status: 'healthy',
  message: 'Works',
  identity: { id: '1', name: 'Sync robot', kind: 'user' },
  latency_ms: 120,
  checked_at: '2026-01-02T00:00:00.000Z',
  secret_expires_at: null,
  models: null,
  stages: [{ name: 'auth', verdict: 'pass', ms: 80, message: 'The token is accepted.', upstream: null, ...noFault }],
  ...noFault,
};

const check = (facts: Partial<IntegrationHealth['checks'][number]> = {}): IntegrationHealth['checks'][number] => ({
  at: '2026-01-02T00:00:00.000Z',
  status: 'healthy',
  error_class: null,
  message: 'Connected as Sync robot.',
  latency_ms: 120,
  trigger: 'scheduled',
  ...facts,
});

/** Ten hours: nine that worked, one that did not. */
const aHealth = (facts: Partial<IntegrationHealth> = {}): IntegrationHealth => ({
  status: 'healthy',
  since: '2026-01-01T23:00:00.000Z',
  checked_at: '2026-01-02T00:00:00.000Z',
  latency_ms: 120,
  error_class: null,
  message: null,
  secret_expires_at: null,
  uptime: 0.9,
  latency: { p50: 120, p95: 300, p99: 420 },
  checks: [
    check(),
    check({
      at: '2026-01-01T22:00:00.000Z',
      status: 'failing',
      error_class: 'auth_invalid',
      message: 'The token is refused.',
      trigger: 'manual',
    }),
  ],
  periods: [
    { from: '2026-01-01T14:00:00.000Z', to: '2026-01-01T22:00:00.000Z', status: 'healthy' },
    { from: '2026-01-01T22:00:00.000Z', to: '2026-01-01T23:00:00.000Z', status: 'failing' },
    { from: '2026-01-01T23:00:00.000Z', to: '2026-01-02T00:00:00.000Z', status: 'healthy' },
  ],
  last_test: aTest,
  ...facts,
});

const neverChecked = () =>
  aHealth({
    status: 'unknown',
    since: null,
    checked_at: null,
    uptime: null,
    latency: null,
    checks: [],
    periods: [{ from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z', status: 'unknown' }],
    last_test: null,
  });

const jira = (facts: Partial<Integration> = {}) =>
  withSecret({ id: 5, version: 3, display_name: 'Team Jira', base_search: 'project = DEV', ...facts });

interface Given {
  integration?: Integration;
  health?: IntegrationHealth;
  role?: 'viewer';
}

function given({ integration = jira(), health = aHealth(), role }: Given = {}) {
  return new FakeApi(
    {
      [`GET ${ONE}`]: () => Response.json(integration),
      [`GET ${ONE}/health`]: () => Response.json(health),
      'GET /api/v1/admin/connectors': () => Response.json([]),
    },
    role,
  );
}

const renderDetail = (address = '/integrations/5') =>
  renderPage({
    page: () => <IntegrationPage more={({ id }) => <p>More of {id}</p>} />,
    path: 'integrations/$id',
    search: detailSearch,
    address,
  });

const region = async (name: string) => within(await screen.findByRole('region', { name }));

describe('the page of an integration', () => {
  it('shows what it is, how it is set up, and what others add', async () => {
    given();
    await renderDetail();
    const overview = await region('Overview');
    expect(overview.getByText('Data source')).toBeVisible();
    expect(overview.getByText('project = DEV')).toBeVisible();
    expect(overview.getByText('https://company.example.com')).toBeVisible();
    expect(overview.getByText('Complete')).toBeVisible();
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Team Jira');
    expect(screen.getByText('More of 5')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Edit' })).toHaveAttribute('href', '/integrations?edit=5');
  });

  it('warns of a secret that has expired, and of one that is needed', async () => {
    const secret_expires_at = '2020-01-01T00:00:00.000Z';
    given({ integration: jira({ config_state: 'needs_secret', secret_expires_at }) });
    await renderDetail();
    const overview = await region('Overview');
    expect(overview.getByRole('alert')).toHaveTextContent('The stored secret can no longer be read.');
    expect(overview.getByText(/^Expired/)).toBeVisible();
  });

  it('says when there is none', async () => {
    new FakeApi();
    await renderDetail();
    expect(await screen.findByText('There is no such integration')).toBeVisible();
  });

  it('says why it cannot be shown, with the request id', async () => {
    new FakeApi({ [`GET ${ONE}`]: () => aProblem({ status: 500, title: 'Something went wrong' }) });
    await renderDetail();
    expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong');
    expect(screen.getByRole('button', { name: 'Copy Request req-1' })).toBeVisible();
  });

  it('offers those who may only look nothing else', async () => {
    const hidden = { base_url: null, username: null, secret_origin: null };
    given({ integration: jira(hidden), health: aHealth({ last_test: null }), role: 'viewer' });
    await renderDetail();
    await region('Health');
    expect(screen.queryByRole('link', { name: 'Edit' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Test connection' })).not.toBeInTheDocument();
    expect(screen.queryByRole('region', { name: 'Connection' })).not.toBeInTheDocument();
    expect(screen.queryByRole('region', { name: 'Preview' })).not.toBeInTheDocument();
  });
});

describe('its health', () => {
  it('is told in numbers, in a bar that has words, and check by check', async () => {
    given();
    await renderDetail();
    const health = await region('Health');
    expect((await health.findByText('Uptime')).parentElement).toHaveTextContent('Uptime90%');
    expect(health.getByText('p95 300 ms · p99 420 ms')).toBeVisible();
    expect(health.getByRole('img', { name: 'Of this time: Healthy 90%, Failing 10%' })).toBeVisible();
    expect(
      health.getByRole('img', { name: 'Latency of 2 checks: half within 120 ms, 95 % within 300 ms' }),
    ).toBeVisible();
    expect(
      health.getByRole('row', { name: /^Failing The token is refused. auth_invalid 120 ms By a person/ }),
    ).toBeVisible();
  });

  it('has the periods as a table on demand', async () => {
    given();
    const { user } = await renderDetail();
    const health = await region('Health');
    await user.click(await health.findByRole('button', { name: 'As a table' }));
    expect(health.getByRole('row', { name: /^Failing .* 1 h$/ })).toBeVisible();
    expect(health.getByRole('row', { name: /^Healthy .* 8 h$/ })).toBeVisible();
  });

  it('reaches as far back as the address says', async () => {
    const api = given();
    const { user, address } = await renderDetail('/integrations/5?period=30d');
    const health = await region('Health');
    const asked = () => Date.now() - Date.parse(api.sentTo(`GET ${ONE}/health`).at(-1)?.search.get('from') ?? '');
    const days = (ms: number) => Math.round(ms / 86_400_000);
    expect(health.getByRole('radio', { name: '30 days' })).toBeChecked();
    expect(api.sentTo(`GET ${ONE}/health`).map(({ search }) => search.has('to'))).not.toContain(true);
    await user.click(health.getByText('7 days'));
    await waitFor(() => expect(address()).toBe('/integrations/5?period=7d'));
    await waitFor(() => expect(days(asked())).toBe(7));
  });

  it('says so while nothing is known', async () => {
    given({ health: neverChecked() });
    await renderDetail();
    const health = await region('Health');
    expect(await health.findByText('Not checked yet')).toBeVisible();
    expect(health.getByText(/No check in this time/)).toBeVisible();
    expect((await region('Connection')).getByRole('button', { name: 'Test now' })).toBeVisible();
  });
});

describe('testing it', () => {
  it('shows the last test, then the one that runs', async () => {
    const api = given();
    const refused = {
      ...aTest,
      ok: false,
      status: 'failing',
      error_class: 'auth_invalid',
      message: 'The token is refused.',
    };
    const failed = {
      ...aTest.stages[0],
      verdict: 'fail',
      message: 'Jira does not know it.',
      remedy: 'Make a new one.',
    };
    const lines = [{ stage: failed }, { result: { ...refused, stages: [failed] } }];
    api.on(`POST ${ONE}/test`, () => new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    const { user } = await renderDetail();
    const connection = await region('Connection');
    expect((await connection.findAllByText(/Connected as Sync robot/))[0]).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    expect(await connection.findByText(/Make a new one/)).toBeVisible();
    // What the test found is read again.
    await waitFor(() => expect(api.sentTo(`GET ${ONE}`).length).toBeGreaterThan(1));
  });
});

describe('acting on it', () => {
  async function choose(action: string) {
    const api = given();
    const rendered = await renderDetail();
    await rendered.user.click(await screen.findByRole('button', { name: 'More actions for Team Jira' }));
    await rendered.user.click(await screen.findByRole('menuitem', { name: action }));
    return { ...rendered, api };
  }

  it('turns it off', async () => {
    const { api } = await choose('Deactivate');
    await waitFor(() => expect(api.sentTo(`PUT ${ONE}`)[0]?.body).toEqual({ active: false }));
    expect(api.sentTo(`PUT ${ONE}`)[0]?.headers.get('If-Match')).toBe('"3"');
  });

  it('deletes it, and goes back to the list', async () => {
    const { api, user, address } = await choose('Delete…');
    api.on(`DELETE ${ONE}`, () => {
      api.on(`GET ${ONE}`, () => aProblem({ status: 404, code: 'not_found' }));
      return new Response(null, { status: 204 });
    });
    await user.click(await screen.findByRole('button', { name: 'Delete Team Jira' }));
    await waitFor(() => expect(address()).toBe('/integrations'));
  });
});

describe('the preview of a data source', () => {
  const record = { id: 'DEV-1', kind: 'issue', title: 'Broken', url: 'https://jira.example/DEV-1', updated_at: null };

  async function read(answer: () => Response) {
    const api = given();
    api.on(`POST ${ONE}/preview`, answer);
    const { user } = await renderDetail();
    const preview = await region('Preview');
    await user.click(preview.getByRole('button', { name: 'Read the first records' }));
    return { preview, user, api };
  }

  it('reads records when asked, with the way to each', async () => {
    const { preview } = await read(() => Response.json({ records: [{ ...record, data: {} }], cursor: null }));
    expect(await preview.findByRole('link', { name: /Broken/ })).toHaveAttribute('href', record.url);
  });

  it('makes no link of an address that is none of the web', async () => {
    const { preview } = await read(() =>
      Response.json({ records: [{ ...record, url: 'javascript:alert(1)', data: {} }], cursor: null }),
    );
    expect(await preview.findByText('Broken')).toBeVisible();
    expect(preview.queryByRole('link')).not.toBeInTheDocument();
  });

  it('says why the system gave nothing, and tries again', async () => {
    const { preview, user, api } = await read(() =>
      aProblem({ status: 502, code: 'auth_invalid', title: 'The external system did not do its part' }),
    );
    await preview.findByRole('alert');
    api.on(`POST ${ONE}/preview`, () => Response.json({ records: [], cursor: null }));
    await user.click(preview.getByRole('button', { name: 'Try again' }));
    expect(await preview.findByText('There are no records')).toBeVisible();
  });
});

describe('the deliveries of a notification channel', () => {
  const delivery = (facts: Partial<NotificationDelivery> = {}): NotificationDelivery => ({
    id: 1,
    message_id: '0191d5a0-0000-7000-8000-000000000000',
    event: 'integration.health_changed',
    message: { severity: 'error', title: 'Team Jira is failing', text: '', facts: [], link: null },
    status: 'delivered',
    attempts: 1,
    error_class: null,
    answer: 'Taken.',
    created_at: '2026-01-01T00:00:00.000Z',
    settled_at: '2026-01-01T00:00:01.000Z',
    ...facts,
  });

  const slack = anIntegration({ id: 5, provider: 'slack', type: 'notification', display_name: 'Alerts' });

  it('are listed, and a failed one can be sent again', async () => {
    const api = given({ integration: slack });
    const failed = delivery({ id: 2, status: 'failed', answer: 'The channel is archived.' });
    api.on(`GET ${ONE}/deliveries`, () => Response.json([failed, delivery()], { headers: { 'X-Total-Count': '2' } }));
    api.on(`POST ${ONE}/deliveries/2/retry`, () => Response.json({ ...failed, status: 'pending' }, { status: 202 }));
    const { user } = await renderDetail();
    const deliveries = await region('Deliveries');
    expect(await deliveries.findByText('The channel is archived.')).toBeVisible();
    await user.click(deliveries.getByRole('button', { name: 'Send again: Team Jira is failing' }));
    await waitFor(() => expect(api.sentTo(`POST ${ONE}/deliveries/2/retry`)).toHaveLength(1));
    expect(screen.queryByRole('region', { name: 'Preview' })).not.toBeInTheDocument();
  });

  it('can be tried with a message', async () => {
    const api = given({ integration: slack });
    api.on(`GET ${ONE}/deliveries`, () => Response.json([], { headers: { 'X-Total-Count': '0' } }));
    const sent = { delivered: false, message: 'The channel is archived.', error_class: 'endpoint_gone', latency_ms: 9 };
    api.on(`POST ${ONE}/notify-test`, () => Response.json({ ...sent, remedy: 'Make a new webhook.' }));
    const { user } = await renderDetail();
    const deliveries = await region('Deliveries');
    await user.click(deliveries.getByRole('button', { name: 'Send a test message' }));
    expect(await deliveries.findByRole('alert')).toHaveTextContent('Make a new webhook.');
    expect(await deliveries.findByText('Nothing was sent yet')).toBeVisible();
  });
});
