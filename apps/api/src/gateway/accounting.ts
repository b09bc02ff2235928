import { Injectable } from '@nestjs/common';
import { type Admission, BudgetGate, BudgetRefusal, type Settlement } from '../budgets/index.ts';
import { costOf, type Price } from '../models/index.ts';
import type { ServiceAccountId } from '../platform/access/tenant-scope.ts';
import { noMoney, toDollars } from '../platform/money.ts';
import { type Outcome, type UsageEvent, UsageLog } from '../usage/index.ts';
import type { Bill } from './bill.ts';
import type { Call, Skip } from './call.ts';
import { dearest, estimateTokens } from './estimate.ts';
import { GatewayAlarms } from './gateway-alarms.ts';
import type { Target, TenantAi } from './tenant-ai.ts';

/** At what price a provider is asked, and what is set aside for it. */
export interface Charge {
  price: Price | undefined;
  admission: Admission | undefined;
}

export interface AttemptFacts {
  at: Date;
  outcome: Outcome;
  /** Of the provider's answer; null when none came. */
  status: number | null;
  latencyMs: number;
  firstTokenMs: number | null;
  bill: Bill;
  /** The model as the provider names it in its answer, where it does. */
  answeredModel?: string | undefined;
}

/** Sets money aside before a call, and writes down what it cost. */
@Injectable()
export class Accounting {
  /** The last attempt of each call: whether it is the one that counts as the answer shows only when the call is over. */
  private readonly latest = new WeakMap<Call, { event: UsageEvent; settlement: Settlement | undefined }>();

  constructor(
    private readonly gate: BudgetGate,
    private readonly usage: UsageLog,
    private readonly alarms: GatewayAlarms,
  ) {}

  /** Whether the target may be asked under its budgets: known at once where what was set aside earlier suffices. */
  charge(call: Call, ai: TenantAi, target: Target): Charge | Skip | Promise<Charge | Skip> {
    const { budgets } = ai;
    const subject = { integrationId: target.provider.id, model: target.model, serviceAccountId: accountOf(call) };
    const known = ai.price(target, new Date());
    const price = known?.state === 'unknown' ? undefined : known;
    if (price?.state === 'free' || !this.gate.isLimited(budgets, subject)) return { price, admission: undefined };
    const charged = price ?? budgets.unknownPrice.price;
    if (!price) this.alarms.priceUnknown(call.scope, target, charged ? 'charged' : 'refused');
    if (!charged) return priceUnknown(target);
    const tokens = estimateTokens(call.request, {
      mode: target.provider.settings.budget_estimate,
      defaultOutput: target.provider.defaultOutput,
      maxOutput: target.registered?.maxOutputTokens ?? undefined,
      seen: target.provider.seen(target.model),
    });
    const concluded = (result: Admission | BudgetRefusal) =>
      result instanceof BudgetRefusal ? exceeded(result) : { price: charged, admission: result };
    const result = this.gate.admit(call.scope, budgets, subject, costOf(tokens, dearest(charged)));
    return result instanceof Promise ? result.then(concluded) : concluded(result);
  }

  /** Notes an attempt; with `charge`, what was set aside is settled by it, without, it serves the next attempt. */
  note(call: Call, target: Target, facts: AttemptFacts, charge?: Charge): void {
    this.write(call, false);
    const { bill, at, outcome, status, latencyMs, firstTokenMs } = facts;
    const event: UsageEvent = {
      request_id: call.id,
      attempt: call.attempts,
      at,
      source: 'gateway',
      integration_id: target.provider.id,
      service_account_id: accountOf(call),
      operation: call.request.operation,
      model_asked: call.request.model,
      model_served: target.model,
      is_stream: call.request.isStream,
      is_final: false,
      outcome,
      status,
      tokens: bill.tokens,
      is_estimated: bill.isEstimated,
      cost: bill.cost,
      price_id: bill.priceId,
      latency_ms: Math.round(latencyMs),
      first_token_ms: firstTokenMs === null ? null : Math.round(firstTokenMs),
      raw: bill.raw,
    };
    this.latest.set(call, { event, settlement: charge?.admission?.settle(bill.cost ?? noMoney) });
  }

  /** Gives back what was set aside, unless an attempt has settled it. */
  release({ admission }: Charge): void {
    if (admission && !admission.isSettled) admission.release();
  }

  /** To be called when a call is over. */
  close(call: Call): void {
    this.write(call, true);
  }

  private write(call: Call, isFinal: boolean): void {
    const latest = this.latest.get(call);
    if (!latest) return;
    this.latest.delete(call);
    this.usage.add(call.scope, { ...latest.event, is_final: isFinal }, latest.settlement);
  }
}

const accountOf = ({ scope }: Call) => scope.actor.id as ServiceAccountId | null;

function priceUnknown({ provider, model }: Target): Skip {
  return {
    reason: 'price_unknown',
    status: 403,
    message: `nobody has entered a price for ${model} of ${provider.name}, and a budget limits what may be spent. An admin can enter the price, or allow a default price for such models in the settings`,
  };
}

function exceeded({ budget, spent, unaccounted, reserved, limit, resetsAt }: BudgetRefusal): Skip {
  const whose = budget.subject === 'tenant' ? 'all AI' : `this ${budget.subject.replace('_', ' ')}`;
  const dollars = (amount: number) => `$${toDollars(amount).toFixed(2)}`;
  const seconds = Math.max(1, Math.ceil((resetsAt.getTime() - Date.now()) / 1000));
  return {
    reason: 'budget_exceeded',
    status: 429,
    message: `the budget of ${dollars(limit)} a ${budget.period} for ${whose} has no room for this call: ${dollars(spent + unaccounted)} spent, ${dollars(reserved)} reserved. It begins anew at ${resetsAt.toISOString()}`,
    headers: { 'retry-after': String(seconds) },
    members: {
      budget: {
        id: budget.id,
        subject: budget.subject,
        period: budget.period,
        limit_usd: toDollars(limit),
        spent_usd: toDollars(spent + unaccounted),
        reserved_usd: toDollars(reserved),
        resets_at: resetsAt.toISOString(),
      },
    },
  };
}
