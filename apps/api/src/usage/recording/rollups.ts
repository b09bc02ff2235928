import { isFailure, type Operation, type UsageEvent } from '../usage-event.ts';
import { countLatency } from './latency-classes.ts';
import { localDays } from './local-days.ts';
import { noSums, type Sums } from './sums.ts';

/** What the attempts of one slot of time sum up to, for one integration, model, service account and operation. */
export interface Rollup extends Sums {
  /** The hour it begins with, or the day. */
  slot: string;
  integration_id: number;
  model: string;
  /** 0 for calls that no service account made. */
  service_account_id: number;
  operation: Operation;
}

/** The events added up, in one order for all: those who write the same sums at once then wait and never deadlock. */
export function rollUp(events: UsageEvent[], zone: string): { hourly: Rollup[]; daily: Rollup[] } {
  return { hourly: addUp(events, hours()), daily: addUp(events, localDays(zone)) };
}

function hours(): (at: Date) => string {
  const known = new Map<number, string>();
  return (at) => {
    const hour = Math.floor(at.getTime() / HOUR_MS);
    const slot = known.get(hour) ?? new Date(hour * HOUR_MS).toISOString();
    known.set(hour, slot);
    return slot;
  };
}

const HOUR_MS = 3_600_000;

function addUp(events: UsageEvent[], slotOf: (at: Date) => string): Rollup[] {
  const sums = new Map<string, Rollup>();
  for (const event of events) {
    const slot = slotOf(event.at);
    // The model comes last: nobody knows what is in its name.
    const key = `${slot} ${event.integration_id} ${event.service_account_id} ${event.operation} ${event.model_served}`;
    const sum = sums.get(key) ?? emptyRollup(slot, event);
    sums.set(key, sum);
    add(sum, event);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function emptyRollup(slot: string, event: UsageEvent): Rollup {
  return {
    slot,
    integration_id: event.integration_id,
    model: event.model_served,
    service_account_id: event.service_account_id ?? 0,
    operation: event.operation,
    ...noSums(),
  };
}

function add(sum: Rollup, event: UsageEvent): void {
  const { tokens, outcome } = event;
  sum.requests += event.is_final ? 1 : 0;
  sum.attempts += 1;
  sum.failures += isFailure(outcome) ? 1 : 0;
  sum.unpriced += isUnpriced(event) ? 1 : 0;
  sum.estimated += event.is_estimated ? 1 : 0;
  sum.input_tokens += tokens.input;
  sum.cached_input_tokens += tokens.cached_input;
  sum.output_tokens += tokens.output;
  sum.reasoning_tokens += tokens.reasoning;
  sum.cost_nanos += event.cost ?? 0;
  // A service need not tell it.
  if (event.latency_ms > 0) countLatency(sum.latency, event.latency_ms);
  if (event.first_token_ms !== null) countLatency(sum.first_token, event.first_token_ms);
}

/** An attempt that consumed nothing is worth nothing, whatever its model costs. */
const isUnpriced = ({ cost, tokens }: UsageEvent) => cost === null && tokens.input + tokens.output > 0;
