import { randomUUID } from 'node:crypto';
import type { IntegrationId } from '../integrations/index.ts';
import { noTokens } from '../models/index.ts';
import { fromDollars } from '../platform/money.ts';
import type { Outcome, UsageEvent } from '../usage/index.ts';

/** How busy one model of the demo is. */
export interface DemoTraffic {
  integration: IntegrationId;
  model: string;
  operation: UsageEvent['operation'];
  /** On a working day. */
  callsADay: number;
  /** US dollars for a million tokens. */
  price: { input: number; output: number };
}

const DAYS = 61;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of the 24 hours in UTC: people work by day, a few jobs by night. */
const busy = [1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 12, 10, 13, 15, 14, 12, 9, 6, 4, 3, 2, 2, 1];
const ofAllHours = busy.reduce((sum, share) => sum + share, 0);
const failures: Outcome[] = ['rate_limited', 'upstream_5xx', 'timeout'];

/** Two months of calls up to now, with weekends, busy hours, and a provider that had a bad afternoon. The same each time. */
export function* demoUsage(traffic: DemoTraffic, now: Date): Iterable<UsageEvent> {
  const next = numbersFrom(traffic.integration * 7919 + traffic.model.length);
  const begin = Math.floor((now.getTime() - DAYS * DAY_MS) / HOUR_MS) * HOUR_MS;
  for (let hour = begin; hour < now.getTime(); hour += HOUR_MS) {
    const day = new Date(hour).getUTCDay();
    const share = (busy[new Date(hour).getUTCHours()] ?? 1) / ofAllHours;
    const calls = Math.round(traffic.callsADay * share * (day === 0 || day === 6 ? 0.25 : 1) * (0.6 + next() * 0.8));
    const isBad = Math.floor((hour - begin) / DAY_MS) === DAYS - 9 && new Date(hour).getUTCHours() > 12;
    for (let call = 0; call < calls; call += 1) {
      const at = new Date(hour + Math.floor(next() * HOUR_MS));
      if (at < now) yield eventOf(traffic, at, next, next() < (isBad ? 0.4 : 0.015));
    }
  }
}

function eventOf(
  { integration, model, operation, price }: DemoTraffic,
  at: Date,
  next: () => number,
  failed: boolean,
): UsageEvent {
  const input = failed ? 0 : Math.round(120 + next() ** 2 * 2400);
  const output = failed || operation === 'embeddings' ? 0 : Math.round(40 + next() ** 2 * 900);
  const latency = failed ? 1500 + next() * 8000 : 180 + output * 6 + next() * 400;
  return {
    request_id: randomUUID(),
    attempt: 1,
    at,
    source: 'gateway',
    integration_id: integration,
    service_account_id: null,
    operation,
    model_asked: model,
    model_served: model,
    is_stream: operation !== 'embeddings' && next() < 0.6,
    is_final: true,
    outcome: failed ? (failures[Math.floor(next() * failures.length)] ?? 'timeout') : 'success',
    status: failed ? null : 200,
    tokens: { ...noTokens, input, output, cached_input: Math.round(input * 0.2) },
    is_estimated: false,
    cost: fromDollars((input * price.input + output * price.output) / 1_000_000),
    price_id: null,
    latency_ms: Math.round(latency),
    first_token_ms: failed || output === 0 ? null : Math.round(120 + next() * 300),
    raw: null,
  };
}

/** A linear congruential generator: numbers from 0 to 1 that look random and are always the same. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}
