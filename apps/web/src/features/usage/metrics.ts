import type { UsageNumbers } from '@ims/api-client';
import { compact, duration, money, percent } from '../../shared/numbers.ts';
import type { MetricName } from './usage.search.ts';

export interface Metric {
  label: string;
  /** Of the chart: what it shows, with its unit. */
  caption: string;
  /** Null where there is nothing to measure. */
  of: (numbers: UsageNumbers) => number | null;
  format: (value: number) => string;
  /** Whether groups add up to a whole. */
  sums: boolean;
}

/** The share of failures from which they are pointed out. */
export const MANY_ERRORS = 0.01;

export const tokensOf = ({ input_tokens, output_tokens }: UsageNumbers) => input_tokens + output_tokens;

export const metrics: Readonly<Record<MetricName, Metric>> = {
  cost: { label: 'Cost', caption: 'Cost, in US dollars', of: (n) => n.cost_usd, format: money, sums: true },
  requests: { label: 'Requests', caption: 'Requests', of: (n) => n.requests, format: compact, sums: true },
  tokens: { label: 'Tokens', caption: 'Tokens, in and out', of: tokensOf, format: compact, sums: true },
  errors: {
    label: 'Errors',
    caption: 'Attempts that failed, in percent',
    of: (n) => (n.attempts > 0 ? n.error_rate : null),
    format: percent,
    sums: false,
  },
  p50: {
    label: 'p50',
    caption: 'Latency that half of the attempts stay within',
    of: (n) => n.latency_ms?.p50 ?? null,
    format: duration,
    sums: false,
  },
  p95: {
    label: 'p95',
    caption: 'Latency that 95 of 100 attempts stay within',
    of: (n) => n.latency_ms?.p95 ?? null,
    format: duration,
    sums: false,
  },
};
