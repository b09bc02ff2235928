import { type Attributes, type Context, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { noMoney, toDollars } from '../platform/money.ts';
import { isFailure } from '../usage/index.ts';
import type { AttemptFacts } from './accounting.ts';
import type { Call } from './call.ts';
import type { Target } from './tenant-ai.ts';

/** The names that OpenTelemetry's conventions for generative AI give the systems behind our connectors. */
const systems: Record<string, string> = { openai: 'openai', azure_openai: 'azure.ai.openai' };
const operations = { chat: 'chat', responses: 'chat', embeddings: 'embeddings' } as const;
const interfaces = { chat: 'chat_completions', responses: 'responses', embeddings: undefined } as const;

/** The span of an attempt that is over. Nothing of what was asked or answered is part of it, only what was counted. */
export function recordAttempt(tracer: Tracer, parent: Context, call: Call, target: Target, facts: AttemptFacts): void {
  const { outcome, at, latencyMs } = facts;
  const attributes = { ...askedOf(call, target), ...answeredBy(call, facts) };
  const name = `${operations[call.request.operation]} ${target.model}`;
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: at, attributes }, parent);
  if (outcome !== 'success') {
    span.setAttribute('error.type', outcome);
    if (isFailure(outcome)) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(at.getTime() + latencyMs);
}

function askedOf({ scope, request, attempts, id }: Call, { provider, model }: Target): Attributes {
  const { connector, settings } = provider.connection;
  const { hostname, port, protocol } = new URL(settings.base_url);
  return {
    'gen_ai.operation.name': operations[request.operation],
    'gen_ai.provider.name': systems[connector.provider] ?? connector.provider,
    'gen_ai.request.model': model,
    'gen_ai.request.stream': request.isStream || undefined,
    'gen_ai.request.max_tokens': request.maxOutput,
    'gen_ai.request.choice.count': request.choices === 1 ? undefined : request.choices,
    'openai.api.type': interfaces[request.operation],
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
    'ims.tenant': scope.tenantSlug,
    'ims.integration': provider.name,
    'ims.call_id': id,
    'ims.attempt': attempts,
  };
}

function answeredBy({ request }: Call, { status, firstTokenMs, bill, answeredModel }: AttemptFacts): Attributes {
  const { tokens, cost, isEstimated } = bill;
  const told: Attributes = {
    'http.response.status_code': status ?? undefined,
    'gen_ai.response.model': answeredModel,
    'gen_ai.response.time_to_first_chunk': request.isStream && firstTokenMs !== null ? firstTokenMs / 1000 : undefined,
  };
  if (tokens.input + tokens.output === 0) return told;
  return {
    ...told,
    'gen_ai.usage.input_tokens': tokens.input,
    'gen_ai.usage.output_tokens': tokens.output,
    'gen_ai.usage.cache_read.input_tokens': tokens.cached_input || undefined,
    'gen_ai.usage.cache_write.input_tokens': tokens.cache_write || undefined,
    'gen_ai.usage.reasoning.output_tokens': tokens.reasoning || undefined,
    'ims.usage.estimated': isEstimated || undefined,
    'ims.cost_usd': cost === null ? undefined : toDollars(cost ?? noMoney),
  };
}
