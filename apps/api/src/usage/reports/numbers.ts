import { toDollars } from '../../platform/money.ts';
import { type LatencyCounts, percentilesOf } from '../recording/latency-classes.ts';
import type { UsageNumbers } from './report.dto.ts';

/** Sums as the database gives them. */
export interface Sums {
  requests: number;
  attempts: number;
  failures: number;
  unpriced: number;
  estimated: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  cost_nanos: number;
  latency: LatencyCounts;
  first_token: LatencyCounts;
}

export const toNumbers = (sums: Sums): UsageNumbers => ({
  requests: sums.requests,
  attempts: sums.attempts,
  failures: sums.failures,
  error_rate: sums.attempts === 0 ? 0 : sums.failures / sums.attempts,
  input_tokens: sums.input_tokens,
  cached_input_tokens: sums.cached_input_tokens,
  output_tokens: sums.output_tokens,
  reasoning_tokens: sums.reasoning_tokens,
  cost_usd: toDollars(sums.cost_nanos),
  unpriced: sums.unpriced,
  estimated: sums.estimated,
  latency_ms: percentilesOf(sums.latency),
  first_token_ms: percentilesOf(sums.first_token),
});

/** Of a time in which nothing was used. */
export const noNumbers: UsageNumbers = toNumbers({
  requests: 0,
  attempts: 0,
  failures: 0,
  unpriced: 0,
  estimated: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  cost_nanos: 0,
  latency: [],
  first_token: [],
});
