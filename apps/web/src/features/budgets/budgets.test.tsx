import type { Budget } from '@ims/api-client';
import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi } from '../../testing/fake-api.ts';
import { layOut } from '../../testing/lay-out.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { Budgets } from './budgets.tsx';
import { aBudget } from './testing/a-budget.ts';

const READ = 'GET /api/v1/admin/budgets';
const REPLACE = 'PUT /api/v1/admin/budgets';

layOut();

const list = (budgets: Budget[], etag = '"1"') => Response.json(budgets, { headers: { ETag: etag } });

function Page() {
  const [editing, setEditing] = useState(false);
  const close = () => setEditing(false);
  return (
    <>
      <h1>Usage</h1>
      <Budgets editing={editing} onEdit={() => setEditing(true)} onClose={close} />
    </>
  );
}

const renderBudgets = () => renderPage({ path: 'usage', page: Page });
const card = (name: string) => screen.findByRole('listitem', { name });

function fakeBudgets(budgets: Budget[], answers: ConstructorParameters<typeof FakeApi>[0] = {}) {
  return new FakeApi({
    [READ]: () => list(budgets),
    'GET /api/v1/admin/integrations': () => Response.json([{ id: 4, display_name: 'Team AI', model: 'gpt-4o' }]),
    'GET /api/v1/admin/service-accounts': () => Response.json([{ id: 8, name: 'Reporting' }]),
    ...answers,
  });
}

describe('the budgets', () => {
  it('tell what is spent, reserved and left, and where it leads', async () => {
    fakeBudgets([aBudget()]);
    await renderBudgets();
    const shown = await card('Monthly budget of All AI');
    expect(shown).toHaveTextContent('Spent$50.00Reserved$2.00Left$48.00Limit$100.00');
    expect(shown).toHaveTextContent('Within');
    expect(shown).toHaveTextContent('At this pace: $95.00 by the end.');
    expect(
      within(shown).getByRole('figure', { name: '$50.00 of $100.00 spent, $95.00 expected by the end' }),
    ).toBeVisible();
    expect(await within(shown).findByText('Limit', { selector: 'text tspan, text' })).toBeInTheDocument();
  });

  it('tell which people were told, which limit holds for now, and what nobody accounted for', async () => {
    fakeBudgets([
      aBudget({
        limit_usd: 120,
        forecast_usd: null,
        alerts: [{ threshold: 0.8, at: '2026-03-14T00:00:00.000Z' }],
        override: { limit_usd: 120, until: '2026-04-01T00:00:00.000Z' },
        window: { spent_usd: 99, unaccounted_usd: 1.5 },
      }),
    ]);
    await renderBudgets();
    const shown = await card('Monthly budget of All AI');
    expect(shown).toHaveTextContent('Past 80%');
    expect(shown).toHaveTextContent('Told at 80%');
    expect(shown).toHaveTextContent('$120.00 instead of $100.00 for 1 month');
    expect(shown).toHaveTextContent('Unaccounted$1.50');
    expect(shown).toHaveTextContent('Too early for a forecast.');
  });

  it('of integrations lead to where they are set', async () => {
    fakeBudgets([aBudget({ source: 'integration', subject: 'integration', integration_id: 4, name: 'Team AI' })]);
    await renderBudgets();
    const link = within(await card('Monthly budget of Team AI')).getByRole('link', { name: 'its integration' });
    expect(link).toHaveAttribute('href', '/integrations/4');
  });

  it('that are none are said to be missed', async () => {
    fakeBudgets([]);
    const { user } = await renderBudgets();
    expect(await screen.findByText('Nothing limits what is spent')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Add a budget' }));
    expect(await screen.findByRole('dialog', { name: 'Budgets' })).toBeVisible();
  });

  it('that cannot be read are asked for again', async () => {
    const api = fakeBudgets([], { [READ]: () => aProblem({ status: 500, title: 'Something went wrong' }) });
    const { user } = await renderBudgets();
    expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong');
    api.on(READ, () => list([aBudget()]));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await card('Monthly budget of All AI')).toBeVisible();
  });

  it('are not offered to be changed by those who may only look', async () => {
    new FakeApi({ [READ]: () => list([aBudget()]) }, 'user');
    await renderBudgets();
    await card('Monthly budget of All AI');
    expect(screen.queryByRole('button', { name: 'Edit budgets' })).not.toBeInTheDocument();
  });
});

describe('changing the budgets', () => {
  async function edit(budgets: Budget[], answers: ConstructorParameters<typeof FakeApi>[0] = {}) {
    const api = fakeBudgets(budgets, answers);
    const { user, ...page } = await renderBudgets();
    await user.click(await screen.findByRole('button', { name: /Edit budgets|Add a budget/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Budgets' }));
    const budget = (number: number) => within(dialog.getByRole('group', { name: `Budget ${number}` }));
    const save = () => user.click(dialog.getByRole('button', { name: 'Save' }));
    return { api, user, dialog, budget, save, ...page };
  }

  it('adds one, and sends them all with the version that was read', async () => {
    const saved = [aBudget(), aBudget({ id: 2, name: 'Team AI', period: 'day' })];
    const { api, user, dialog, budget, save } = await edit([aBudget()], { [REPLACE]: () => list(saved, '"2"') });
    expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.click(dialog.getByRole('button', { name: 'Add a budget' }));
    await user.selectOptions(budget(2).getByLabelText('For'), 'An integration');
    await user.click(budget(2).getByRole('combobox', { name: 'Integration' }));
    await user.click(await screen.findByRole('option', { name: 'Team AI' }));
    await user.click(budget(2).getByRole('radio', { name: 'Day' }));
    await user.type(budget(2).getByLabelText('Limit'), '12.50');
    await user.click(budget(2).getByRole('radio', { name: 'Only tell' }));
    await user.type(budget(2).getByRole('combobox', { name: 'Tell people at' }), '95{Enter}');
    await save();
    expect(await card('Daily budget of Team AI')).toBeVisible();
    const [sent] = api.sentTo(REPLACE);
    expect(sent?.headers.get('If-Match')).toBe('"1"');
    expect(sent?.body).toEqual({
      budgets: [
        { subject: 'tenant', period: 'month', limit_usd: 100, hard: true, thresholds: [0.8, 1], override: null },
        {
          subject: 'integration',
          integration_id: 4,
          period: 'day',
          limit_usd: 12.5,
          hard: false,
          thresholds: [0.8, 0.95, 1],
          override: null,
        },
      ],
    });
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('removes one, and leaves those of integrations alone', async () => {
    const ofIntegration = aBudget({ id: 2, source: 'integration', integration_id: 4, name: 'Team AI' });
    const { api, user, dialog, save } = await edit([aBudget(), ofIntegration], {
      [REPLACE]: () => list([ofIntegration]),
    });
    expect(dialog.queryByRole('group', { name: 'Budget 2' })).not.toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Remove budget 1' }));
    await save();
    await waitFor(() => expect(api.sentTo(REPLACE)[0]?.body).toEqual({ budgets: [] }));
  });

  it('sets another limit for a while', async () => {
    const { api, user, budget, save } = await edit([aBudget()], { [REPLACE]: () => list([aBudget()], '"2"') });
    await user.click(budget(1).getByRole('checkbox', { name: 'Another limit for a while' }));
    await user.type(budget(1).getByLabelText('Limit meanwhile'), '300');
    const windows = budget(1).getByLabelText('For how many months, this one included');
    await user.clear(windows);
    await user.type(windows, '3');
    await save();
    await waitFor(() => expect(api.sentTo(REPLACE)).toHaveLength(1));
    expect(api.sentTo(REPLACE)[0]?.body).toMatchObject({ budgets: [{ override: { limit_usd: 300, windows: 3 } }] });
  });

  it('asks for what is missing before it asks the API', async () => {
    const { api, user, dialog, save } = await edit([aBudget()]);
    await user.click(dialog.getByRole('button', { name: 'Add a budget' }));
    await save();
    expect(dialog.getByText('Enter an amount.')).toBeVisible();
    expect(dialog.getByText('There is such a budget already.')).toBeVisible();
    expect(api.sentTo(REPLACE)).toEqual([]);
  });

  it('puts what the API refuses on its field', async () => {
    const errors = [{ pointer: '/budgets/0/limit_usd', code: 'too_big', message: 'must be at most 1000000' }];
    const { user, budget, save, dialog } = await edit([aBudget()], {
      [REPLACE]: () => aProblem({ status: 422, errors }),
    });
    await user.type(budget(1).getByLabelText('Limit'), '00000000');
    await save();
    expect(await dialog.findByText('Must be at most 1000000.')).toBeVisible();
  });
});

describe('budgets that somebody else changed first', () => {
  async function staleEdit() {
    const api = fakeBudgets([aBudget()], {
      [REPLACE]: ({ headers }) =>
        headers.get('If-Match') === '"2"'
          ? list([aBudget({ limit_usd: 1000, base_limit_usd: 1000 })], '"3"')
          : aProblem({ status: 412, code: 'stale_version' }),
    });
    const { user } = await renderBudgets();
    await user.click(await screen.findByRole('button', { name: 'Edit budgets' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Budgets' }));
    await user.type(dialog.getByLabelText('Limit'), '0');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await dialog.findByText('The budgets changed while you were editing');
    api.on(READ, () => list([aBudget({ limit_usd: 70, base_limit_usd: 70 })], '"2"'));
    return { api, user, dialog };
  }

  it('can be loaded in place of mine', async () => {
    const { user, dialog } = await staleEdit();
    await user.click(dialog.getByRole('button', { name: 'Load theirs' }));
    await waitFor(() => expect(dialog.getByLabelText('Limit')).toHaveValue('$70'));
    expect(dialog.queryByText(/while you were editing/)).not.toBeInTheDocument();
  });

  it('can be saved over', async () => {
    const { api, user, dialog } = await staleEdit();
    await user.click(dialog.getByRole('button', { name: 'Save mine anyway' }));
    await waitFor(() => expect(api.sentTo(REPLACE)).toHaveLength(2));
    expect(api.sentTo(REPLACE)[1]?.body).toMatchObject({ budgets: [{ limit_usd: 1000 }] });
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
});
