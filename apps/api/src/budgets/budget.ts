import type { IntegrationId } from '../integrations/index.ts';
import type { Price } from '../models/index.ts';
import type { ServiceAccountId } from '../platform/access/tenant-scope.ts';
import type { Nanos } from '../platform/money.ts';
import type { Period } from './window.ts';

export type BudgetId = number & { readonly brand: 'budget' };

export const subjects = ['tenant', 'integration', 'model', 'service_account'] as const;

/** How much may be spent in each day, week or month on calls of one subject. */
export interface Budget {
  id: BudgetId;
  /** `integration`: kept in step with the cost_config of its integration; `tenant`: set by an admin. */
  source: 'integration' | 'tenant';
  subject: (typeof subjects)[number];
  /** Of a budget for a model: null counts the model in all integrations. */
  integrationId: IntegrationId | null;
  model: string | null;
  serviceAccountId: ServiceAccountId | null;
  period: Period;
  limit: Nanos;
  /** Another limit for the windows that begin before `until`. */
  override: { limit: Nanos; until: Date } | null;
  /** Whether calls are refused when it is spent; otherwise people are only told. */
  isHard: boolean;
  /** Parts of the limit, from 0 to 1, that people are told of when they are spent. */
  thresholds: number[];
}

/** What a call is charged to. The model as its provider knows it. */
export interface Subject {
  integrationId: IntegrationId;
  model: string;
  serviceAccountId: ServiceAccountId | null;
}

/** What admission of a tenant's calls depends on. */
export interface TenantBudgets {
  budgets: readonly Budget[];
  /** IANA name; the days, weeks and months of budgets begin there. */
  timeZone: string;
  /** What happens under a hard budget to calls of a model without a price; `price` is there with `charge`. */
  unknownPrice: { policy: 'refuse'; price: null } | { policy: 'charge'; price: Price };
}

/** Whether calls of the subject are charged to the budget. */
export function appliesTo(
  budget: Pick<Budget, 'integrationId' | 'model' | 'serviceAccountId'>,
  { integrationId, model, serviceAccountId }: Subject,
): boolean {
  if (budget.integrationId !== null && budget.integrationId !== integrationId) return false;
  if (budget.model !== null && budget.model !== model) return false;
  return budget.serviceAccountId === null || budget.serviceAccountId === serviceAccountId;
}

/** The limit for the window that begins at `startsAt`. */
export const limitOf = ({ limit, override }: Pick<Budget, 'limit' | 'override'>, startsAt: Date): Nanos =>
  override && startsAt < override.until ? override.limit : limit;
