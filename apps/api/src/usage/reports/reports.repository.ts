import { Injectable } from '@nestjs/common';
import type { IntegrationId } from '../../integrations/index.ts';
import type { Reader, Statement } from '../../platform/database/transactions.ts';
import type { counted, packed } from '../recording/sums.ts';
import type { Dimension, Grouping, ReportFilters } from './report.dto.ts';
import { rowsOf, summaries, timeseriesOf } from './reports.sql.ts';
import type { Span } from './span.ts';

/** The counts of latencies as the database packs them. */
export type FoundSums = Record<(typeof counted)[number], number> & Record<(typeof packed)[number], string>;

export interface FoundSummary {
  from: string;
  to: string;
  /** Null when there was nothing. */
  totals: FoundSums | null;
  previous: FoundSums | null;
  groups: { key: string; name: string; sums: FoundSums }[];
}

export interface FoundTimeseries {
  from: string;
  to: string;
  time_zone: string;
  slots: string[];
  series: { key: string; name: string }[];
  /** Of slots with usage; without a key what belongs to none of the series. */
  points: { at: string; key: string | null; sums: FoundSums }[];
}

export interface FoundRow {
  at: string;
  key: string;
  name: string;
  sums: FoundSums;
}

const integration: Statement = {
  name: 'usage-integration',
  text: 'SELECT id FROM integrations WHERE tenant_id = $1 AND id = $2',
};

/** Each report is one statement, and one JSON text: the driver would take long over thousands of arrays. */
@Injectable()
export class ReportsRepository {
  async summary(reader: Reader, span: Span, filters: ReportFilters, dimension: Dimension): Promise<FoundSummary> {
    const statement = summaries[span.interval][dimension];
    const [row] = await reader.rows<{ json: string }>(statement, valuesOf(reader, span, filters));
    return JSON.parse(row?.json ?? '');
  }

  async timeseries(reader: Reader, span: Span, filters: ReportFilters, dimension: Grouping): Promise<FoundTimeseries> {
    const statement = timeseriesOf[span.interval][dimension];
    const [row] = await reader.rows<{ json: string }>(statement, valuesOf(reader, span, filters));
    return JSON.parse(row?.json ?? '');
  }

  /** Those of `atOnce` slots, from number `first` on; undefined after the last slot. */
  async rows(
    reader: Reader,
    span: Span,
    filters: ReportFilters,
    dimension: Grouping,
    { first, atOnce }: { first: number; atOnce: number },
  ): Promise<FoundRow[] | undefined> {
    const values = [...valuesOf(reader, span, filters), first, first + atOnce];
    const [row] = await reader.rows<{ is_over: boolean; json: string }>(rowsOf[span.interval][dimension], values);
    return row?.is_over ? undefined : JSON.parse(row?.json ?? '');
  }

  async hasIntegration(reader: Reader, id: IntegrationId): Promise<boolean> {
    return (await reader.rows(integration, [reader.scope.tenantId, id])).length > 0;
  }
}

const valuesOf = ({ scope }: Reader, { from, to }: Span, filters: ReportFilters) => [
  scope.tenantId,
  from,
  to,
  filters.integration_id ?? null,
  filters.model ?? null,
  filters.service_account_id ?? null,
  filters.operation ?? null,
];
