import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overlapping } from '../../test/support/blocked.ts';
import {
  BudgetInstance,
  cents,
  eventOf,
  makeBudget,
  someCall,
  windowsOf,
} from '../../test/support/budget-instances.ts';
import { testTransactions } from '../../test/support/test-transactions.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';

const { owner, appUrl, newScope } = await testTransactions();
let one: BudgetInstance;
let other: BudgetInstance;

beforeAll(async () => {
  [one, other] = [await BudgetInstance.start(appUrl), await BudgetInstance.start(appUrl)];
});
afterAll(() => Promise.all([one.stop(), other.stop()]));

const spend = (by: BudgetInstance, scope: TenantScope, amount: number, at?: Date) =>
  by.write(scope, [{ event: eventOf(someCall, cents(amount), at) }]);
const toldOf = (id: number) =>
  [...one.told, ...other.told].filter(({ budget_id }) => budget_id === id).map(({ threshold }) => threshold);

test('costs count in every budget that applies, hard or soft, reserved in or not', async () => {
  const scope = await newScope();
  await makeBudget(owner, scope, { limit: cents(100) });
  await makeBudget(owner, scope, { limit: cents(100), is_hard: false, subject: 'model', model: someCall.model });
  await makeBudget(owner, scope, { limit: cents(100), subject: 'model', model: 'another-model' });
  const admission = await one.admitted(scope, cents(10));
  await one.settle(scope, [admission.settle(cents(7))]);
  await spend(other, scope, 5);
  await one.returnIdle();
  expect(await windowsOf(owner, scope)).toMatchObject([
    { spent: 12, reserved: 0, leased: 0 },
    { spent: 12, reserved: 0, leased: 0 },
  ]);
});

test('what cost nothing, or nobody knows how much, leaves no trace', async () => {
  const scope = await newScope();
  await makeBudget(owner, scope, { limit: cents(100) });
  await one.write(scope, [{ event: eventOf(someCall, null) }, { event: eventOf(someCall, cents(0)) }]);
  expect(await windowsOf(owner, scope)).toEqual([]);
});

test('costs of a budget that is deleted meanwhile count nowhere', async () => {
  const scope = await newScope();
  const id = await makeBudget(owner, scope, { limit: cents(100) });
  const admission = await one.admitted(scope, cents(10));
  await owner.query('DELETE FROM budgets WHERE id = $1', [id]);
  await one.settle(scope, [admission.settle(cents(7))]);
  expect(await windowsOf(owner, scope)).toEqual([]);
});

test('a call that began before midnight counts in the day before', async () => {
  const scope = await newScope();
  await makeBudget(owner, scope, { limit: cents(100), period: 'day', is_hard: false });
  await owner.query("UPDATE tenants SET time_zone = 'Europe/Berlin' WHERE id = $1", [scope.tenantId]);
  await spend(one, scope, 1, new Date('2026-03-29T21:59:59Z'));
  await spend(one, scope, 2, new Date('2026-03-29T22:00:00Z'));
  const { rows } = await owner.query(
    'SELECT starts_at, ends_at, spent::float8 FROM budget_windows WHERE tenant_id = $1 ORDER BY starts_at',
    [scope.tenantId],
  );
  expect(rows).toEqual([
    { starts_at: new Date('2026-03-28T23:00:00Z'), ends_at: new Date('2026-03-29T22:00:00Z'), spent: cents(1) },
    { starts_at: new Date('2026-03-29T22:00:00Z'), ends_at: new Date('2026-03-30T22:00:00Z'), spent: cents(2) },
  ]);
});

describe('a threshold', () => {
  test('is told of once, whoever reaches it', async () => {
    const scope = await newScope();
    const id = await makeBudget(owner, scope, { limit: cents(100), thresholds: [0.5, 0.8, 1] });
    await spend(one, scope, 49.9);
    expect(toldOf(id)).toEqual([]);
    await overlapping(
      owner,
      [one, other, one, other].map((by) => () => spend(by, scope, 10)),
      `SELECT FROM budget_windows WHERE tenant_id = ${scope.tenantId} FOR UPDATE`,
    );
    expect(toldOf(id).sort()).toEqual([0.5, 0.8]);
    await spend(other, scope, 20);
    await spend(one, scope, 20);
    expect(toldOf(id).sort()).toEqual([0.5, 0.8, 1]);
  });

  test('is told of with what is spent, of which limit', async () => {
    const scope = await newScope();
    const id = await makeBudget(owner, scope, { limit: cents(100), period: 'day', thresholds: [0.8] });
    await spend(one, scope, 85, new Date('2026-05-15T12:00:00Z'));
    expect(one.told.find(({ budget_id }) => budget_id === id)).toEqual({
      budget_id: id,
      name: 'All AI',
      period: 'day',
      hard: true,
      threshold: 0.8,
      limit_usd: 1,
      spent_usd: 0.85,
      starts_at: '2026-05-15T00:00:00.000Z',
      ends_at: '2026-05-16T00:00:00.000Z',
    });
  });

  test('is told of again in the next window, and not again when the limit was raised in between', async () => {
    const scope = await newScope();
    const id = await makeBudget(owner, scope, { limit: cents(100), period: 'day', thresholds: [0.8] });
    const [today, tomorrow] = [new Date('2026-05-15T12:00:00Z'), new Date('2026-05-16T12:00:00Z')];
    await spend(one, scope, 90, today);
    await owner.query('UPDATE budgets SET limit_nanos = $2 WHERE id = $1', [id, cents(200)]);
    await spend(one, scope, 90, today);
    expect(toldOf(id)).toEqual([0.8]);
    await spend(one, scope, 170, tomorrow);
    expect(toldOf(id)).toEqual([0.8, 0.8]);
  });

  test('is not told of when the costs are not recorded after all', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100), thresholds: [0.8] });
    const undone = one.transactions.run(scope, async (tx) => {
      await one.writeIn(tx, [{ event: eventOf(someCall, cents(90)) }]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const { rowCount } = await owner.query('SELECT FROM budget_alerts WHERE tenant_id = $1', [scope.tenantId]);
    expect(rowCount).toBe(0);
  });
});
