import type { Budget } from '@ims/api-client';

/** Half of a monthly budget for everything is spent by the middle of March 2026. */
export function aBudget({
  window,
  ...facts
}: Partial<Omit<Budget, 'window'>> & { window?: Partial<Budget['window']> } = {}): Budget {
  return {
    id: 1,
    source: 'tenant',
    subject: 'tenant',
    integration_id: null,
    model: null,
    service_account_id: null,
    name: 'All AI',
    period: 'month',
    limit_usd: 100,
    base_limit_usd: 100,
    hard: true,
    thresholds: [0.8, 1],
    override: null,
    window: {
      starts_at: '2026-03-01T00:00:00.000Z',
      ends_at: '2026-04-01T00:00:00.000Z',
      spent_usd: 50,
      reserved_usd: 2,
      unaccounted_usd: 0,
      left_usd: 48,
      ...window,
    },
    forecast_usd: 95,
    burn: [
      { at: '2026-03-01T00:00:00.000Z', spent_usd: 4 },
      { at: '2026-03-14T00:00:00.000Z', spent_usd: 48 },
    ],
    alerts: [],
    ...facts,
  };
}
