import { afterEach, expect, test, vi } from 'vitest';
import type { IntegrationId } from '../integrations/index.ts';
import type { Nanos } from '../platform/money.ts';
import type { Budget, Subject, TenantBudgets } from './budget.ts';
import { Charges } from './charges.ts';

afterEach(() => vi.useRealTimers());

const subject: Subject = { integrationId: 1 as IntegrationId, model: 'gpt', serviceAccountId: null };

function tenantWith(...budgets: Partial<Budget>[]): TenantBudgets {
  const usual: Budget = {
    id: 1 as Budget['id'],
    source: 'tenant',
    subject: 'tenant',
    integrationId: null,
    model: null,
    serviceAccountId: null,
    period: 'day',
    limit: 10 as Nanos,
    override: null,
    isHard: true,
    thresholds: [],
  };
  const all = budgets.map((budget) => ({ ...usual, ...budget }));
  return { budgets: all, timeZone: 'UTC', unknownPrice: { policy: 'refuse', price: null } };
}

test('calls are charged to the hard budgets that apply, and to no others', () => {
  const tenant = tenantWith(
    { id: 1 as Budget['id'] },
    { id: 2 as Budget['id'], isHard: false },
    { id: 3 as Budget['id'], subject: 'model', model: 'other' },
    { id: 4 as Budget['id'], subject: 'model', model: 'gpt' },
  );
  const charges = new Charges();
  expect(charges.of(tenant, subject).map(({ budget }) => budget.id)).toEqual([1, 4]);
  expect(charges.of(tenant, { ...subject, model: 'other' }).map(({ budget }) => budget.id)).toEqual([1, 3]);
  expect(charges.of(tenantWith(), subject)).toEqual([]);
});

test('a window lasts as long as it lasts, whichever way the clock is set', () => {
  const tenant = tenantWith({ period: 'day' }, { id: 2 as Budget['id'], period: 'month' });
  const charges = new Charges();
  const keysAt = (time: string) => {
    vi.useFakeTimers({ now: new Date(time) });
    return charges.of(tenant, subject).map(({ key }) => key);
  };
  const [day, month] = keysAt('2026-05-14T23:59:59.999Z');
  expect(keysAt('2026-05-14T00:00:00Z')).toEqual([day, month]);
  const [next, same] = keysAt('2026-05-15T00:00:00Z');
  expect(next).not.toBe(day);
  expect(same).toBe(month);
  expect(keysAt('2026-05-14T23:00:00Z')).toEqual([day, month]);
});
