import { toDollars } from '../../platform/money.ts';
import { percentilesOf, unpackCounts } from '../recording/latency-classes.ts';
import { noSums } from '../recording/sums.ts';
import type { UsageNumbers } from './report.dto.ts';
import type { FoundSums } from './reports.repository.ts';

export const toNumbers = (sums: FoundSums): UsageNumbers => ({
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
  latency_ms: percentilesOf(unpackCounts(sums.latency_packed)),
  first_token_ms: percentilesOf(unpackCounts(sums.first_token_packed)),
});

/** Of a time in which nothing was used. */
export const noNumbers: UsageNumbers = toNumbers({ ...noSums(), latency_packed: '0', first_token_packed: '0' });
