import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.ts';
import { Outbox } from '../events/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { invalidField, notFound } from '../platform/errors/common-errors.ts';
import { JsonText } from '../platform/http/answer.ts';
import { assertVersion } from '../platform/http/version.ts';
import { toDollars } from '../platform/money.ts';
import type { BudgetBody, BudgetsBody, BudgetView } from './budget.dto.ts';
import { appliesTo, type Budget, type BudgetId, limitOf, type Subject, type TenantBudgets } from './budget.ts';
import { toBudgetView } from './budget-view.ts';
import { BudgetsRepository, type NamedBudget } from './budgets.repository.ts';
import type { Place } from './leases.repository.ts';
import { replacement, subjectKey, subjectOf } from './replacement.ts';
import { windowAt } from './window.ts';

@Injectable()
export class BudgetsService {
  constructor(
    private readonly repository: BudgetsRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** What admission of the tenant's calls depends on. Worth keeping until `ims_ai` says that it changed. */
  ofTenant(scope: TenantScope): Promise<TenantBudgets> {
    return this.transactions.run(scope, async (tx) => {
      await this.follow(tx, null);
      return this.repository.ofTenant(tx);
    });
  }

  /** Brings the budgets of cost_config up to date, of one integration or of all. */
  async follow(tx: ScopedTx, integrationId: IntegrationId | null): Promise<void> {
    const [added, timeZone] = await Promise.all([
      this.repository.sync(tx, integrationId),
      this.repository.timeZone(tx),
    ]);
    const budgets = added.map((id) => ({ id, period: 'month' }) as const);
    if (added.length > 0) await this.repository.seed(tx, timeZone, placesOf(budgets, timeZone, new Date()));
  }

  /** Whether anything may still be spent on a subject. Sets nothing aside: by the time of a call it may be otherwise. */
  async hasRoom(scope: TenantScope, { budgets, timeZone }: TenantBudgets, subject: Subject): Promise<boolean> {
    const limiting = budgets.filter((budget) => budget.isHard && appliesTo(budget, subject));
    if (limiting.length === 0) return true;
    const places = placesOf(limiting, timeZone, new Date());
    const windows = await this.transactions.run(scope, (tx) => this.repository.windows(tx, places));
    return limiting.every((budget, index) => {
      const { spent, unaccounted } = windows.find(isOf(budget)) ?? { spent: 0, unaccounted: 0 };
      return spent + unaccounted < limitOf(budget, (places[index] as Place).window.startsAt);
    });
  }

  list(scope: TenantScope): Promise<JsonText> {
    return this.transactions.run(scope, async (tx) => {
      await this.follow(tx, null);
      return this.answer(tx, await this.repository.named(tx));
    });
  }

  /** What calls of an integration by this service are charged to. Throws 404. */
  ofIntegration(scope: TenantScope, id: IntegrationId): Promise<{ budgets: BudgetView[] }> {
    return this.transactions.run(scope, async (tx) => {
      const [isThere] = await Promise.all([this.repository.hasIntegration(tx, id), this.follow(tx, null)]);
      if (!isThere) throw notFound();
      const applying = (await this.repository.named(tx)).filter(
        ({ integrationId, serviceAccountId }) =>
          (integrationId === null || integrationId === id) &&
          (serviceAccountId === null || serviceAccountId === scope.actor.id),
      );
      return { budgets: await this.views(tx, applying) };
    });
  }

  /**
   * Replaces the budgets that admins set. One for the same subject and period stays, with what was spent of it; those of
   * cost_config stay as well. Throws 412, 422.
   */
  replace(scope: TenantScope, { budgets: wanted }: BudgetsBody, version: number | undefined): Promise<JsonText> {
    return this.transactions.run(scope, async (tx) => {
      await this.repository.lock(tx);
      const [current, timeZone, subjects] = await Promise.all([
        this.repository.named(tx),
        this.repository.timeZone(tx),
        this.repository.subjects(tx),
      ]);
      const own = current.filter(({ source }) => source === 'tenant');
      assertVersion({ version: versionOf(current) }, version);
      assertPossible(wanted, subjects);
      const now = new Date();
      const { removed, kept, added } = replacement(own, wanted, { timeZone, now });
      const [, , ids] = await Promise.all([
        this.repository.remove(
          tx,
          removed.map(({ id }) => id),
        ),
        Promise.all(kept.map(({ budget, terms }) => this.repository.update(tx, budget.id, terms))),
        Promise.all(added.map((budget) => this.repository.insert(tx, budget))),
      ]);
      const opened = added.map(({ period }, index) => ({ id: ids[index] as BudgetId, period }));
      const [, saved] = await Promise.all([
        this.repository.seed(tx, timeZone, placesOf(opened, timeZone, now)),
        this.repository.named(tx),
      ]);
      await this.record(tx, own, saved);
      return this.answer(tx, saved);
    });
  }

  private async record(tx: ScopedTx, before: readonly NamedBudget[], after: readonly NamedBudget[]): Promise<void> {
    const { tenantId } = tx.scope;
    const resource = { type: 'budgets', id: tenantId, name: 'Budgets' };
    const own = after.filter(({ source }) => source === 'tenant');
    const change = { before: factsOf(before), after: factsOf(own) };
    await Promise.all([
      this.audit.record(tx, { action: 'budgets.updated', resource, ...change }),
      this.outbox.add(tx, 'budgets.updated', { id: tenantId }),
    ]);
  }

  private async answer(tx: ScopedTx, budgets: readonly NamedBudget[]): Promise<JsonText> {
    return new JsonText(JSON.stringify(await this.views(tx, budgets)), { version: versionOf(budgets) });
  }

  private async views(tx: ScopedTx, budgets: readonly NamedBudget[]): Promise<BudgetView[]> {
    const timeZone = await this.repository.timeZone(tx);
    const now = new Date();
    const places = placesOf(budgets, timeZone, now);
    const [windows, burn] = await Promise.all([
      this.repository.windows(tx, places),
      this.repository.burn(tx, timeZone, places),
    ]);
    return budgets.map((budget, index) => {
      const { window } = places[index] as Place;
      const state = windows.find(isOf(budget));
      return toBudgetView(now, timeZone, { budget, window, state, burn: burn.filter(isOf(budget)) });
    });
  }
}

const isOf = (budget: Budget) => (row: { budget_id: BudgetId }) => row.budget_id === budget.id;

const placesOf = (budgets: readonly Pick<Budget, 'id' | 'period'>[], timeZone: string, now: Date): Place[] =>
  budgets.map(({ id, period }) => ({ budgetId: id, window: windowAt(period, timeZone, now) }));

/** Of the collection that admins replace: another one whenever any of it changes. */
function versionOf(budgets: readonly NamedBudget[]): number {
  const own = budgets.filter(({ source }) => source === 'tenant').map(({ id, version }) => `${id}:${version}`);
  return createHash('sha256').update(own.join()).digest().readUInt32BE() % 1_000_000_000;
}

/** Throws 422 for a subject that is not there, or that is named twice. */
function assertPossible(
  wanted: readonly BudgetBody[],
  { integrations, service_accounts }: { integrations: number[]; service_accounts: number[] },
): void {
  const seen = new Set<string>();
  for (const [index, body] of wanted.entries()) {
    const { integration_id, service_account_id, period } = body;
    const fault = (field: string, code: string, message: string) =>
      invalidField(`/budgets/${index}/${field}`, code, message);
    if (integration_id && !integrations.includes(integration_id))
      throw fault('integration_id', 'not_an_ai_provider', 'must be an AI provider of your tenant');
    if (service_account_id && !service_accounts.includes(service_account_id))
      throw fault('service_account_id', 'unknown_service_account', 'must be a service account of your tenant');
    const key = subjectKey(subjectOf(body));
    if (seen.has(key)) throw fault('subject', 'budget_twice', `has a budget for each ${period} already`);
    seen.add(key);
  }
}

/** What the audit trail compares: a budget is known by what it is for. */
const factsOf = (budgets: readonly NamedBudget[]) =>
  Object.fromEntries(
    budgets.map(({ name, subject, period, limit, isHard, thresholds, override }) => [
      `${name} (${subject}) per ${period}`,
      {
        limit_usd: toDollars(limit),
        hard: isHard,
        thresholds,
        override: override && { limit_usd: toDollars(override.limit), until: override.until.toISOString() },
      },
    ]),
  );
