import { oneOf, searchParams } from '../../../shared/search-params.ts';

export const healthPeriods = ['24h', '7d', '30d'] as const;
export type HealthPeriod = (typeof healthPeriods)[number];

/** What the address of an integration's page holds: how far back its health is shown. */
export const detailSearch = searchParams({
  period: oneOf(healthPeriods),
});
