import type { UsageNumbers, UsageSummary, UsageTimeseries } from '@ims/api-client';
import type { UsageGroup } from '../usage-parts.ts';

export const someNumbers = (facts: Partial<UsageNumbers> = {}): UsageNumbers => ({
  requests: 0,
  attempts: facts.requests ?? 0,
  failures: 0,
  error_rate: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  cost_usd: 0,
  unpriced: 0,
  estimated: 0,
  latency_ms: null,
  first_token_ms: null,
  ...facts,
});

export const aGroup = (
  name: string,
  facts: Partial<UsageNumbers> = {},
  integration_id: number | null = null,
): UsageGroup => ({
  key: name,
  name,
  integration_id,
  model: null,
  service_account_id: null,
  operation: null,
  numbers: someNumbers(facts),
});

/** Two groups, of which the first cost three times the second. */
export function aSummary(facts: Partial<UsageSummary> = {}): UsageSummary {
  const latency_ms = { p50: 420, p95: 1300, p99: 2600 };
  return {
    from: '2026-03-09T13:00:00.000Z',
    to: '2026-03-10T12:30:00.000Z',
    totals: someNumbers({
      requests: 1240,
      attempts: 1250,
      failures: 50,
      error_rate: 0.04,
      input_tokens: 800_000,
      output_tokens: 200_000,
      cost_usd: 4,
      latency_ms,
    }),
    previous: someNumbers({ requests: 620, error_rate: 0.01, input_tokens: 1_000_000, cost_usd: 5 }),
    groups: [
      aGroup('OpenAI', { requests: 240, input_tokens: 600_000, output_tokens: 100_000, cost_usd: 3, latency_ms }, 4),
      aGroup('Azure OpenAI', { requests: 1000, input_tokens: 200_000, output_tokens: 100_000, cost_usd: 1 }, 5),
    ],
    ...facts,
  };
}

export const noUsage = () => aSummary({ totals: someNumbers(), previous: someNumbers(), groups: [] });

/** Three hours of the same two groups. */
export function aTimeseries(facts: Partial<UsageTimeseries> = {}): UsageTimeseries {
  const at = (hour: number) => `2026-03-10T${hour}:00:00.000Z`;
  const points = (costs: readonly number[]) =>
    costs.map((cost_usd, index) => ({
      at: at(10 + index),
      numbers: someNumbers({ requests: cost_usd * 10, cost_usd }),
    }));
  return {
    from: at(10),
    to: at(13),
    interval: 'hour',
    time_zone: 'Europe/Berlin',
    series: [
      { key: 'OpenAI', name: 'OpenAI', points: points([1, 0, 2]) },
      { key: 'Azure OpenAI', name: 'Azure OpenAI', points: points([0.5, 0, 0.5]) },
    ],
    ...facts,
  };
}
