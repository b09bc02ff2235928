import { appliesTo, type Budget, type Subject, type TenantBudgets } from './budget.ts';
import { type Window, windowAt } from './window.ts';

/** A hard budget that a call is charged to, with its window at the time of admission. */
export interface Charge {
  budget: Budget;
  window: Window;
  /** Of the budget and the window. */
  key: string;
}

interface Known {
  charges: readonly Charge[];
  /** While all of the windows last, in milliseconds since the epoch. */
  since: number;
  until: number;
}

/** Callers may make up names of models. */
const MOST_SUBJECTS = 1000;

/** What calls of a subject are charged to: found once, and good until the first of the windows ends. */
export class Charges {
  private readonly known = new WeakMap<TenantBudgets, Map<string, Known>>();

  of(tenant: TenantBudgets, subject: Subject): readonly Charge[] {
    const now = Date.now();
    const subjects = this.known.get(tenant) ?? new Map<string, Known>();
    const key = `${subject.integrationId} ${subject.serviceAccountId} ${subject.model}`;
    const known = subjects.get(key);
    if (known && known.since <= now && now < known.until) return known.charges;
    const found = find(tenant, subject, new Date(now));
    if (subjects.size >= MOST_SUBJECTS) subjects.clear();
    this.known.set(tenant, subjects.set(key, found));
    return found.charges;
  }
}

function find({ budgets, timeZone }: TenantBudgets, subject: Subject, now: Date): Known {
  const charges = budgets
    .filter((budget) => budget.isHard && appliesTo(budget, subject))
    .map((budget): Charge => {
      const window = windowAt(budget.period, timeZone, now);
      return { budget, window, key: `${budget.id}/${window.startsAt.getTime()}` };
    });
  const windows = charges.map(({ window }) => window);
  return {
    charges,
    since: Math.max(...windows.map(({ startsAt }) => startsAt.getTime())),
    until: Math.min(...windows.map(({ endsAt }) => endsAt.getTime())),
  };
}
