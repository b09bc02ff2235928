import type { UsageSummary, UsageTimeseries } from '@ims/api-client';

export type UsageGroup = UsageSummary['groups'][number];
export type UsageSeries = UsageTimeseries['series'][number];
