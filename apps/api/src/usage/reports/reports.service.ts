import { Injectable } from '@nestjs/common';
import type { IntegrationId } from '../../integrations/index.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import { Transactions } from '../../platform/database/transactions.ts';
import { notFound } from '../../platform/errors/common-errors.ts';
import type { Operation } from '../usage-event.ts';
import { noNumbers, toNumbers } from './numbers.ts';
import type {
  Dimension,
  Grouping,
  IntegrationUsageQuery,
  ReportFilters,
  SummaryQuery,
  TimeseriesQuery,
  UsageSummary,
  UsageTimeseries,
} from './report.dto.ts';
import { type FoundSummary, type FoundTimeseries, ReportsRepository } from './reports.repository.ts';
import { type Span, spanOf } from './span.ts';

/** What a tenant used, from the sums. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly repository: ReportsRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Throws 422 for a time that is none. */
  summary(scope: TenantScope, { group_by, ...query }: SummaryQuery): Promise<UsageSummary> {
    return this.summaryOf(scope, spanOf(query, new Date()), query, group_by);
  }

  /** By model. Throws 404, 422. */
  async ofIntegration(scope: TenantScope, id: IntegrationId, query: IntegrationUsageQuery): Promise<UsageSummary> {
    const span = spanOf(query, new Date());
    if (!(await this.repository.hasIntegration(this.transactions.reader(scope), id))) throw notFound();
    return this.summaryOf(scope, span, { integration_id: id }, 'model');
  }

  /** Throws 422 for a time that is none or has too many hours. */
  async timeseries(scope: TenantScope, { group_by, ...query }: TimeseriesQuery): Promise<UsageTimeseries> {
    const span = spanOf(query, new Date());
    const grouping = group_by ?? 'all';
    const found = await this.repository.timeseries(this.transactions.reader(scope), span, query, grouping);
    return toTimeseries(found, span, grouping);
  }

  private async summaryOf(
    scope: TenantScope,
    span: Span,
    filters: ReportFilters,
    dimension: Dimension,
  ): Promise<UsageSummary> {
    const found = await this.repository.summary(this.transactions.reader(scope), span, filters, dimension);
    return toSummary(found, dimension);
  }
}

function toSummary({ from, to, totals, previous, groups }: FoundSummary, dimension: Dimension): UsageSummary {
  return {
    from,
    to,
    totals: totals ? toNumbers(totals) : noNumbers,
    previous: previous ? toNumbers(previous) : noNumbers,
    groups: groups.map(({ key, name, sums }) => ({
      key,
      name,
      integration_id: dimension === 'integration' ? Number(key) : null,
      model: dimension === 'model' ? key : null,
      service_account_id: dimension === 'service_account' && key !== '0' ? Number(key) : null,
      operation: dimension === 'operation' ? (key as Operation) : null,
      numbers: toNumbers(sums),
    })),
  };
}

function toTimeseries(
  { from, to, time_zone, slots, series, points }: FoundTimeseries,
  { interval }: Span,
  grouping: Grouping,
): UsageTimeseries {
  const numbers = Map.groupBy(points, ({ key }) => key);
  const pointsOf = (key: string | null) => {
    const known = new Map(numbers.get(key)?.map(({ at, sums }) => [at, toNumbers(sums)]));
    return slots.map((at) => ({ at, numbers: known.get(at) ?? noNumbers }));
  };
  const told = grouping === 'all' ? [{ key: 'all', name: 'All' }] : series;
  const others = numbers.has(null) ? [{ key: 'other', name: 'Other', points: pointsOf(null) }] : [];
  return {
    from,
    to,
    interval,
    time_zone,
    series: [...told.map(({ key, name }) => ({ key, name, points: pointsOf(key) })), ...others],
  };
}
