import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aProblem, FakeApi, type Sent, someSettings } from '../../testing/fake-api.ts';
import { layOut } from '../../testing/lay-out.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { aGroup, aSummary, aTimeseries, noUsage } from './testing/some-usage.ts';
import { usageSearch } from './usage.search.ts';
import { UsagePage } from './usage-page.tsx';

const SUMMARY = 'GET /api/v1/admin/usage/summary';
const OVER_TIME = 'GET /api/v1/admin/usage/timeseries';
const EXPORT = 'GET /api/v1/admin/usage/export.csv';

const renderUsage = (address = '/usage') =>
  renderPage({ path: 'usage', page: () => <UsagePage />, search: usageSearch, address });

function fakeUsage(answers: ConstructorParameters<typeof FakeApi>[0] = {}, role?: 'user') {
  return new FakeApi(
    {
      'GET /api/v1/admin/settings': () => Response.json(someSettings({ time_zone: 'Europe/Berlin' })),
      [SUMMARY]: () => Response.json(aSummary()),
      [OVER_TIME]: () => Response.json(aTimeseries()),
      ...answers,
    },
    role,
  );
}

const lastSearch = (api: FakeApi, route: string) => Object.fromEntries((api.sentTo(route).at(-1) as Sent).search);
const hoursIn = ({ from = '', to = '' }: Record<string, string>) => (Date.parse(to) - Date.parse(from)) / 3_600_000;
const tile = async (label: string) => (await screen.findByText(label, { selector: 'dt' })).parentElement as HTMLElement;

layOut();

describe('what was used', () => {
  it('is told in four numbers, each against the period before', async () => {
    fakeUsage();
    await renderUsage();
    expect(await tile('Cost')).toHaveTextContent('Cost$4.0020% less than $5.00 before');
    expect(await tile('Requests')).toHaveTextContent('Requests1.2k100% more than 620 before');
    expect(await tile('Tokens')).toHaveTextContent('Tokens1Mno change as 1M before');
    expect(await tile('Error rate')).toHaveTextContent('Error rate4%3 points more than 1% before');
  });

  it('is drawn over time by group', async () => {
    fakeUsage();
    await renderUsage();
    const chart = await screen.findByRole('figure', { name: 'Cost, in US dollars, over time' });
    expect(await within(chart).findByText('Azure OpenAI')).toBeVisible();
    expect(within(chart).getByText('11:00')).toBeInTheDocument();
  });

  it('is listed by group, dearest first, with its share', async () => {
    fakeUsage();
    await renderUsage();
    const [, first, second] = await screen.findAllByRole('row');
    expect(first).toHaveTextContent(/^OpenAI.*\$3.0075%240600k \/ 100k0%420 ms1.3 s$/);
    expect(second).toHaveTextContent(/^Azure OpenAI.*\$1.0025%1k200k \/ 100k0%——$/);
  });

  it('is told below the name as well, for a table that is too narrow for all its columns', async () => {
    fakeUsage();
    await renderUsage();
    const [, first] = await screen.findAllByRole('row');
    expect(first).toHaveTextContent('240 requests 0% errors 600k / 100k tokens p50 420 ms p95 1.3 s');
  });

  it('says which of it has no price, or is an estimate', async () => {
    fakeUsage({
      [SUMMARY]: () => Response.json(aSummary({ groups: [aGroup('gpt-4o', { unpriced: 3, estimated: 1 })] })),
    });
    await renderUsage('/usage?by=model');
    expect(await screen.findByText('3 unpriced')).toHaveAttribute('title', expect.stringMatching(/^3 attempts/));
    expect(screen.getByText('1 estimated')).toHaveAttribute('title', expect.stringMatching(/1 attempt used/));
  });

  it('says why it cannot be shown, and tries again', async () => {
    const api = fakeUsage({ [SUMMARY]: () => aProblem({ status: 500, title: 'Something went wrong' }) });
    const { user } = await renderUsage();
    expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong');
    api.on(SUMMARY, () => Response.json(aSummary()));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await tile('Cost')).toBeVisible();
  });

  it('is shown in numbers although it cannot be drawn', async () => {
    fakeUsage({ [OVER_TIME]: () => aProblem({ status: 500, title: 'Too much at once' }) });
    await renderUsage();
    expect(await screen.findByRole('alert')).toHaveTextContent('Too much at once');
    expect(await tile('Cost')).toBeVisible();
  });
});

describe('the address', () => {
  it('tells the period and the grouping', async () => {
    const api = fakeUsage();
    await renderUsage('/usage?range=30d&by=model');
    expect(await screen.findByRole('heading', { name: 'By model' })).toBeVisible();
    expect(lastSearch(api, SUMMARY)).toMatchObject({ group_by: 'model' });
    expect(lastSearch(api, OVER_TIME)).toMatchObject({ group_by: 'model', interval: 'day' });
    expect(hoursIn(lastSearch(api, SUMMARY))).toBeGreaterThan(28 * 24);
    expect(screen.getByRole('radio', { name: '30 d' })).toBeChecked();
  });

  it('follows what is chosen', async () => {
    const api = fakeUsage();
    const { user, address } = await renderUsage();
    await user.click(await screen.findByRole('radio', { name: '7 d' }));
    await user.selectOptions(screen.getByLabelText('Group by'), 'By service account');
    await user.click(await screen.findByRole('radio', { name: 'p95' }));
    await waitFor(() => expect(address()).toBe('/usage?range=7d&by=service_account&show=p95'));
    expect(lastSearch(api, OVER_TIME)).toMatchObject({ group_by: 'service_account', interval: 'hour' });
    await user.click(screen.getByRole('radio', { name: '24 h' }));
    await waitFor(() => expect(address()).toBe('/usage?by=service_account&show=p95'));
  });

  it('tells days of the tenant in a custom period', async () => {
    const api = fakeUsage();
    await renderUsage('/usage?range=custom&from=2026-03-28&to=2026-03-29');
    await screen.findByRole('heading', { name: 'By integration' });
    // The clocks change in that night.
    expect(lastSearch(api, SUMMARY)).toEqual({
      from: '2026-03-27T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
      group_by: 'integration',
    });
    expect(screen.getByLabelText('From this day')).toHaveValue('2026-03-28');
  });

  it('begins a custom period with the last seven days', async () => {
    fakeUsage();
    const { user, address } = await renderUsage();
    await user.click(await screen.findByRole('radio', { name: 'Custom' }));
    await waitFor(() => expect(address()).toMatch(/^\/usage\?range=custom&from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d$/));
  });

  it('holds the order of the table', async () => {
    fakeUsage();
    const { user, address } = await renderUsage();
    await user.click(await screen.findByRole('button', { name: 'Requests' }));
    await waitFor(() => expect(address()).toBe('/usage?sort=-requests'));
    expect(screen.getByRole('columnheader', { name: 'Requests' })).toHaveAttribute('aria-sort', 'descending');
    expect(screen.getAllByRole('row')[1]).toHaveTextContent('Azure OpenAI');
  });

  it('leaves out what makes no sense', () => {
    expect(usageSearch({ range: '5y', by: 'colour', sort: 'price', from: 'today', show: 'cost' })).toEqual({
      show: 'cost',
    });
    expect(usageSearch({ integration_id: -4, model: 7, service_account_id: 'all', operation: 'sing' })).toEqual({
      model: '7',
    });
  });
});

describe('one group alone', () => {
  const link = (name: string) => screen.findByRole('link', { name });
  const chip = (name: string) => screen.findByRole('button', { name: `${name}, remove the filter` });

  it('is a click away, told apart by what is not held fast yet', async () => {
    const api = fakeUsage();
    const { user, address } = await renderUsage('/usage?range=30d&show=requests');
    await user.click(await link('OpenAI'));
    expect(address()).toBe('/usage?range=30d&show=requests&integration_id=4&by=model');
    expect(await screen.findByRole('heading', { name: 'By model' })).toBeVisible();
    const asked = expect.objectContaining({ integration_id: '4', group_by: 'model' });
    for (const route of [SUMMARY, OVER_TIME]) {
      expect(api.sentTo(route).map(({ search }) => Object.fromEntries(search))).toContainEqual(asked);
    }
  });

  it('is a click on its row away, but for the link to its own page', async () => {
    fakeUsage();
    const { user, address } = await renderUsage();
    expect(await link('Page of OpenAI')).toHaveAttribute('href', '/integrations/4');
    const [, row] = await screen.findAllByRole('row');
    await user.click(within(row as HTMLElement).getByText('$3.00'));
    await waitFor(() => expect(address()).toBe('/usage?integration_id=4&by=model'));
  });

  it('is reached and left with the keyboard, which goes on at the filters', async () => {
    fakeUsage();
    const { user, address } = await renderUsage();
    (await link('OpenAI')).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('region', { name: 'What of it is shown' })).toHaveFocus());
    await user.tab();
    expect(screen.getByLabelText('Group by')).toHaveFocus();
    await user.tab();
    expect(await chip('Integration: OpenAI')).toHaveFocus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(address()).toBe('/usage?by=model'));
    expect(screen.getByRole('region', { name: 'What of it is shown' })).toHaveFocus();
  });

  it('is a step in the history of the browser', async () => {
    fakeUsage();
    const { user, address, back } = await renderUsage('/usage?sort=name');
    await user.click(await link('OpenAI'));
    await chip('Integration: OpenAI');
    back();
    expect(await screen.findByRole('heading', { name: 'By integration' })).toBeVisible();
    expect(screen.queryByText(/Integration: OpenAI/)).not.toBeInTheDocument();
    expect(address()).toBe('/usage?sort=name');
  });

  it('can be narrowed further', async () => {
    const model = { ...aGroup('gpt-4o', { cost_usd: 1 }), model: 'gpt-4o' };
    fakeUsage({ [SUMMARY]: () => Response.json(aSummary({ groups: [model] })) });
    const { user, address } = await renderUsage('/usage?integration_id=4&by=model');
    await user.click(await link('gpt-4o'));
    expect(address()).toBe('/usage?integration_id=4&by=service_account&model=gpt-4o');
    expect(await chip('Model: gpt-4o')).toBeVisible();
  });

  it('may be calls without a service account, or an operation', async () => {
    const nobody = aGroup('No service account', { cost_usd: 2 });
    const chat = { ...aGroup('Chat', { cost_usd: 1 }), operation: 'chat' as const };
    fakeUsage({ [SUMMARY]: () => Response.json(aSummary({ groups: [nobody, chat] })) });
    await renderUsage('/usage?by=service_account');
    expect(await link('No service account')).toHaveAttribute('href', '/usage?service_account_id=0');
    expect(await link('Chat')).toHaveAttribute('href', '/usage?operation=chat');
  });

  it('is named although the page begins with it', async () => {
    const openai = aGroup('OpenAI', {}, 4);
    fakeUsage({
      [SUMMARY]: ({ search }) =>
        Response.json(aSummary({ groups: search.get('group_by') === 'integration' ? [openai] : [] })),
    });
    await renderUsage('/usage?integration_id=4&by=model');
    expect(await chip('Integration: OpenAI')).toBeVisible();
  });

  it('is all that is exported', async () => {
    const api = fakeUsage({ [EXPORT]: () => aProblem({ status: 422, title: 'Not now' }) });
    const { user } = await renderUsage('/usage?operation=chat&model=gpt-4o');
    await user.click(await screen.findByRole('button', { name: 'Export CSV' }));
    await screen.findByText('The export failed');
    expect(lastSearch(api, EXPORT)).toMatchObject({ operation: 'chat', model: 'gpt-4o', group_by: 'integration' });
  });

  it('that was not called says so, and how to see more', async () => {
    fakeUsage({ [SUMMARY]: () => Response.json(noUsage()) });
    const { user, address } = await renderUsage('/usage?model=gpt-4o&by=service_account');
    expect(await screen.findByText('No such calls in the last 24 hours')).toBeVisible();
    expect(screen.queryByRole('region', { name: 'The first call' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
    await waitFor(() => expect(address()).toBe('/usage?by=service_account'));
  });
});

describe('where nothing was called', () => {
  const first = () => ({
    [SUMMARY]: () => Response.json(noUsage()),
    'GET /api/v1/admin/integrations': () => Response.json([{ id: 4, provider: 'team_ai' }]),
  });

  it('the page tells how to make the first call', async () => {
    fakeUsage(first());
    const { user } = await renderUsage();
    expect(await screen.findByText('No calls in the last 24 hours')).toBeVisible();
    const code = screen.getByRole('region', { name: 'The first call' });
    expect(code).toHaveTextContent(`base_url="${location.origin}/v1"`);
    await waitFor(() => expect(code).toHaveTextContent('model="team_ai"'));
    await user.click(screen.getByRole('radio', { name: 'curl' }));
    expect(code).toHaveTextContent(`curl ${location.origin}/v1/chat/completions`);
    expect(screen.getByRole('link', { name: 'Make a service key' })).toHaveAttribute(
      'href',
      '/access?tab=keys&create=true',
    );
  });

  it('the code can be copied', async () => {
    fakeUsage(first());
    const { user } = await renderUsage();
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(await navigator.clipboard.readText()).toContain('from openai import OpenAI');
  });

  it('who may not make keys is told who does', async () => {
    fakeUsage(first(), 'user');
    await renderUsage();
    expect(await screen.findByText(/An admin of your tenant makes the key/)).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Make a service key' })).not.toBeInTheDocument();
  });

  it('a longer period is a click away', async () => {
    fakeUsage(first());
    const { user, address } = await renderUsage();
    await user.click(await screen.findByRole('button', { name: 'Look at 90 days' }));
    await waitFor(() => expect(address()).toBe('/usage?range=90d'));
  });
});

describe('the export', () => {
  it('is saved under the name it comes with', async () => {
    const file = new Response('at,cost_usd\n', {
      headers: { 'Content-Disposition': 'attachment; filename="wex.csv"' },
    });
    const api = fakeUsage({ [EXPORT]: () => file });
    const clicked: string[] = [];
    const save = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(this.download);
    });
    URL.createObjectURL = () => 'blob:1';
    URL.revokeObjectURL = () => undefined;
    const { user } = await renderUsage('/usage?range=90d&by=model');
    await user.click(await screen.findByRole('button', { name: 'Export CSV' }));
    await waitFor(() => expect(clicked).toEqual(['wex.csv']));
    expect(lastSearch(api, EXPORT)).toMatchObject({ group_by: 'model', interval: 'day' });
    expect(api.sentTo(EXPORT)[0]?.headers.get('Authorization')).toMatch(/^Bearer /);
    save.mockRestore();
  });

  it('that fails says why', async () => {
    fakeUsage({ [EXPORT]: () => aProblem({ status: 422, title: 'Too long a period' }) });
    const { user } = await renderUsage();
    await user.click(await screen.findByRole('button', { name: 'Export CSV' }));
    expect(await screen.findByText('The export failed')).toBeVisible();
  });
});
