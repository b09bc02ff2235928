import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { IntegrationId } from '../../integrations/index.ts';
import { Scope, TenantRoute } from '../../platform/access/access.decorators.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import { Answers } from '../../platform/http/answer.ts';
import { Id } from '../../platform/http/params.ts';
import {
  type IntegrationUsageQuery,
  integrationUsageQuery,
  type SummaryQuery,
  summaryQuery,
  type TimeseriesQuery,
  timeseriesQuery,
  usageSummary,
  usageTimeseries,
} from './report.dto.ts';
import { ReportsService } from './reports.service.ts';
import { UsageExport } from './usage-export.ts';

@ApiTags('Usage')
@Controller('api/v1/admin')
export class UsageAdminController {
  constructor(
    private readonly reports: ReportsService,
    private readonly csv: UsageExport,
  ) {}

  @ApiOperation({
    summary: 'Sum up what was used and what it cost',
    description:
      'For 8 days at most, by whole hours: parts of an hour at either end count whole. For longer times by whole days of the tenant’s time zone.',
  })
  @Get('usage/summary')
  @TenantRoute('usage:read')
  @Answers(usageSummary)
  getUsageSummary(@Scope() scope: TenantScope, @Query({ schema: summaryQuery }) query: SummaryQuery) {
    return this.reports.summary(scope, query);
  }

  @ApiOperation({
    summary: 'Tell what was used by the hour or by the day',
    description: 'Days are those of the time zone the tenant had then.',
  })
  @Get('usage/timeseries')
  @TenantRoute('usage:read')
  @Answers(usageTimeseries)
  getUsageTimeseries(@Scope() scope: TenantScope, @Query({ schema: timeseriesQuery }) query: TimeseriesQuery) {
    return this.reports.timeseries(scope, query);
  }

  @ApiOperation({
    summary: 'Download what was used as a table',
    description: 'CSV: a line for each hour or day and each group with usage in it.',
  })
  @Get('usage/export.csv')
  @ApiProduces('text/csv')
  @TenantRoute('usage:read')
  @Answers(z.string())
  async exportUsage(@Scope() scope: TenantScope, @Query({ schema: timeseriesQuery }) query: TimeseriesQuery) {
    const lines = await this.csv.prepare(scope, query);
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="usage.csv"',
    });
  }

  @ApiOperation({ summary: 'Sum up what an integration was used for, by model' })
  @Get('integrations/:id/usage')
  @TenantRoute('usage:read')
  @Answers(usageSummary)
  getIntegrationUsage(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Query({ schema: integrationUsageQuery }) query: IntegrationUsageQuery,
  ) {
    return this.reports.ofIntegration(scope, id, query);
  }
}
