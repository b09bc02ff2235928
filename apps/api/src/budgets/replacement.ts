import { fromDollars } from '../platform/money.ts';
import type { BudgetBody } from './budget.dto.ts';
import type { Budget } from './budget.ts';
import type { NamedBudget, NewBudget, Terms } from './budgets.repository.ts';
import { windowAt } from './window.ts';

/** How to come from the budgets there are to those wanted. */
export interface Replacement {
  removed: NamedBudget[];
  kept: { budget: NamedBudget; terms: Terms }[];
  added: NewBudget[];
}

/** A budget that stays for the same subject and period stays the same one, with what was spent of it. */
export function replacement(
  current: readonly NamedBudget[],
  wanted: readonly BudgetBody[],
  { timeZone, now }: { timeZone: string; now: Date },
): Replacement {
  const bySubject = new Map(current.map((budget) => [subjectKey(budget), budget]));
  const kept: Replacement['kept'] = [];
  const added: NewBudget[] = [];
  for (const body of wanted) {
    const subject = subjectOf(body);
    const budget = bySubject.get(subjectKey(subject));
    bySubject.delete(subjectKey(subject));
    const terms = termsOf(body, budget?.override ?? null, { timeZone, now });
    if (budget) kept.push({ budget, terms });
    else added.push({ ...subject, ...terms });
  }
  return { removed: [...bySubject.values()], kept, added };
}

type SubjectAndPeriod = Pick<Budget, 'subject' | 'integrationId' | 'model' | 'serviceAccountId' | 'period'>;

export const subjectOf = ({ subject, integration_id, model, service_account_id, period }: BudgetBody) =>
  ({
    subject,
    integrationId: integration_id ?? null,
    model: model ?? null,
    serviceAccountId: service_account_id ?? null,
    period,
  }) as SubjectAndPeriod;

/** Equal for two budgets that cannot both be. */
export const subjectKey = ({ subject, integrationId, model, serviceAccountId, period }: SubjectAndPeriod) =>
  JSON.stringify([subject, integrationId, model, serviceAccountId, period]);

function termsOf(
  { limit_usd, hard, thresholds, override, period }: BudgetBody,
  before: Budget['override'],
  { timeZone, now }: { timeZone: string; now: Date },
): Terms {
  const terms = { limit: fromDollars(limit_usd), isHard: hard, thresholds };
  if (override === undefined) return { ...terms, override: before };
  if (override === null) return { ...terms, override: null };
  let until = now;
  for (let windows = override.windows; windows > 0; windows -= 1) until = windowAt(period, timeZone, until).endsAt;
  return { ...terms, override: { limit: fromDollars(override.limit_usd), until } };
}
