import type { Budget, BudgetBody } from '@ims/api-client';
import { shareOf, windowsLeft } from '../budget-state.ts';

/** One budget as the form holds it: ids and thresholds as text, a number as nothing while its field is empty. */
export interface BudgetValues {
  /** Tells the rows apart; the API does not see it. */
  key: string;
  subject: Budget['subject'];
  integration_id: string | null;
  model: string;
  service_account_id: string | null;
  period: Budget['period'];
  limit_usd: number | '';
  hard: boolean;
  /** "80%". */
  thresholds: string[];
  override: { on: boolean; limit_usd: number | ''; windows: number | '' };
}

export interface BudgetsValues {
  budgets: BudgetValues[];
}

export const MOST_WINDOWS = 12;

export const newBudget = (): BudgetValues => ({
  key: crypto.randomUUID(),
  subject: 'tenant',
  integration_id: null,
  model: '',
  service_account_id: null,
  period: 'month',
  limit_usd: '',
  hard: true,
  thresholds: ['80%', '100%'],
  override: { on: false, limit_usd: '', windows: 1 },
});

/** The tenant's own budgets; those of integrations are changed with these. */
const ownBudgets = (budgets: readonly Budget[]) => budgets.filter(({ source }) => source === 'tenant');

export const valuesOf = ({ budgets }: { budgets: readonly Budget[] }): BudgetsValues => ({
  budgets: ownBudgets(budgets).map((budget) => ({
    key: String(budget.id),
    subject: budget.subject,
    integration_id: budget.integration_id === null ? null : String(budget.integration_id),
    model: budget.model ?? '',
    service_account_id: budget.service_account_id === null ? null : String(budget.service_account_id),
    period: budget.period,
    limit_usd: budget.base_limit_usd,
    hard: budget.hard,
    thresholds: budget.thresholds.map(shareOf),
    override: budget.override
      ? { on: true, limit_usd: budget.override.limit_usd, windows: windowsLeft(budget) }
      : newBudget().override,
  })),
});

export const bodyOf = ({ budgets }: BudgetsValues): BudgetBody[] =>
  budgets.map(
    ({ subject, integration_id, model, service_account_id, period, limit_usd, hard, thresholds, override }) => ({
      subject,
      ...(subject === 'integration' && { integration_id: idOf(integration_id) }),
      // Of a model: only what it costs through this integration.
      ...(subject === 'model' && { model: model.trim(), integration_id: idOf(integration_id) }),
      ...(subject === 'service_account' && { service_account_id: idOf(service_account_id) }),
      period,
      limit_usd: Number(limit_usd),
      hard,
      thresholds: thresholds.map((text) => shareIn(text) ?? 0).toSorted((a, b) => a - b),
      override: override.on ? { limit_usd: Number(override.limit_usd), windows: Number(override.windows) } : null,
    }),
  );

const idOf = (text: string | null) => (text === null ? null : Number(text));

/** The share that a text says, to a hundredth of a percent: "80", "80%", "80 %". */
function shareIn(text: string): number | undefined {
  const percentage = Number(text.replace('%', '').trim() || Number.NaN);
  return percentage > 0 && percentage <= 100 ? Math.round(percentage * 100) / 10_000 : undefined;
}

/** Chips as they are typed, each written the one way and once. */
export const tidyThresholds = (texts: readonly string[]): string[] => [...new Set(texts.map(tidied))];

function tidied(text: string): string {
  const share = shareIn(text);
  return share === undefined ? text : shareOf(share);
}

type Faults = Record<string, string>;

/** What can be told without asking the API, by the path of the field. */
export function faultsOf({ budgets }: BudgetsValues): Faults {
  const seen = new Set<string>();
  return Object.assign(
    {},
    ...budgets.map((budget, index): Faults => {
      const same = sameAs(budget);
      const isRepeated = seen.has(same);
      seen.add(same);
      const faults = { ...faultsOfOne(budget), ...(isRepeated && { period: 'There is such a budget already.' }) };
      return Object.fromEntries(Object.entries(faults).map(([field, fault]) => [`budgets.${index}.${field}`, fault]));
    }),
  );
}

const sameAs = ({ subject, integration_id, model, service_account_id, period }: BudgetValues) =>
  JSON.stringify([
    subject,
    period,
    (subject === 'integration' || subject === 'model') && integration_id,
    subject === 'model' && model.trim(),
    subject === 'service_account' && service_account_id,
  ]);

function faultsOfOne({
  subject,
  integration_id,
  model,
  service_account_id,
  limit_usd,
  thresholds,
  override,
}: BudgetValues) {
  const faults: Faults = {};
  if (subject === 'integration' && integration_id === null) faults.integration_id = 'Choose an integration.';
  if (subject === 'model' && model.trim() === '') faults.model = 'Enter a model.';
  if (subject === 'service_account' && service_account_id === null)
    faults.service_account_id = 'Choose a service account.';
  if (limit_usd === '') faults.limit_usd = 'Enter an amount.';
  if (thresholds.some((text) => shareIn(text) === undefined)) faults.thresholds = 'Use percentages up to 100.';
  if (override.on && override.limit_usd === '') faults['override.limit_usd'] = 'Enter an amount.';
  if (override.on && override.windows === '') faults['override.windows'] = 'Enter how many.';
  return faults;
}

const fieldNames = [
  'subject',
  'integration_id',
  'model',
  'service_account_id',
  'period',
  'limit_usd',
  'hard',
  'thresholds',
  'override.limit_usd',
  'override.windows',
] as const;

/** The fields that a problem of the API can belong to. */
export const fieldsOf = ({ budgets }: BudgetsValues): string[] =>
  budgets.flatMap((_, index) => fieldNames.map((name) => `budgets.${index}.${name}`));
