import { costOf, noTokens, readUsage, type Tokens } from '../../models/index.ts';
import type { ServiceAccountId } from '../../platform/access/tenant-scope.ts';
import type { FieldProblem } from '../../platform/errors/coded-error.ts';
import { invalid } from '../../platform/errors/common-errors.ts';
import { fromDollars, type Nanos, noMoney } from '../../platform/money.ts';
import type { UsageEvent } from '../usage-event.ts';
import type { AiIntegration, Catalogue } from './catalogue.ts';
import type { ServiceUsageEvent } from './ingest.dto.ts';

const MOST_PROBLEMS = 50;

/** What a service reported as events, with what each cost. Throws 422 with a pointer to each that is wrong. */
export function toEvents(
  reported: readonly ServiceUsageEvent[],
  catalogue: Catalogue,
  service: ServiceAccountId | null,
  now: Date,
): UsageEvent[] {
  const problems: FieldProblem[] = [];
  const events = reported.flatMap((one, index) => {
    const integration = catalogue.find(one.integration);
    const tokens = tokensOf(one);
    if (!integration) problems.push(unknownIntegration(index));
    if (!tokens) problems.push(unreadableUsage(index));
    return integration && tokens ? [toEvent(one, integration, tokens, catalogue, service, now)] : [];
  });
  const [first] = problems;
  if (!first) return events;
  const errors = problems.slice(0, MOST_PROBLEMS);
  if (problems.length > 1) throw invalid({ detail: `${problems.length} fields are wrong.`, errors });
  throw invalid({ code: first.code, detail: `${first.pointer} ${first.message}`, errors });
}

function toEvent(
  one: ServiceUsageEvent,
  integration: AiIntegration,
  tokens: Tokens,
  catalogue: Catalogue,
  service: ServiceAccountId | null,
  now: Date,
): UsageEvent {
  const at = one.occurred_at ?? now;
  const model = catalogue.model(integration, one.model);
  const price = one.cost_usd === undefined ? catalogue.price(integration, model, at) : undefined;
  return {
    request_id: one.request_id,
    attempt: 1,
    at,
    source: 'service',
    integration_id: integration.id,
    service_account_id: service,
    operation: one.operation,
    model_asked: one.model,
    model_served: model?.name ?? one.model,
    is_stream: one.stream,
    is_final: true,
    outcome: one.outcome === 'success' ? 'success' : 'server_error',
    status: null,
    tokens,
    is_estimated: false,
    cost: one.cost_usd === undefined ? costFor(tokens, price) : fromDollars(one.cost_usd),
    price_id: price?.id ?? null,
    latency_ms: one.latency_ms ?? 0,
    first_token_ms: one.first_token_ms ?? null,
    raw: one.usage ?? null,
  };
}

function costFor(tokens: Tokens, price: Parameters<typeof costOf>[1] | undefined): Nanos | null {
  if (price) return costOf(tokens, price);
  return tokens === noTokens ? noMoney : null;
}

/** Undefined when the reported usage holds no counts. */
const tokensOf = ({ usage, tokens }: ServiceUsageEvent) => (usage ? readUsage(usage) : (tokens ?? noTokens));

/** The same for one of another tenant and one that never was. */
const unknownIntegration = (index: number): FieldProblem => ({
  pointer: `/events/${index}/integration`,
  code: 'unknown_integration',
  message: 'names no AI provider of this tenant, neither by id nor by provider.',
});

const unreadableUsage = (index: number): FieldProblem => ({
  pointer: `/events/${index}/usage`,
  code: 'unreadable_usage',
  message: 'holds no counts of tokens that we know. Send tokens in its place.',
});
