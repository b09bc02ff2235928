import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Scope, ServiceRoute } from '../../platform/access/access.decorators.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import { Answers } from '../../platform/http/answer.ts';
import { type ReportUsageBody, reportUsageAnswer, reportUsageBody } from './ingest.dto.ts';
import { IngestService } from './ingest.service.ts';

@ApiTags('Usage')
@Controller('api/v1/service/usage')
export class UsageServiceController {
  constructor(private readonly ingest: IngestService) {}

  @ApiOperation({
    summary: 'Report what calls made beside the gateway consumed',
    description:
      'Up to 1,000 events, all or nothing. Repeat a request that got no answer: each `request_id` counts once within 40 days.',
  })
  @Post()
  @HttpCode(200)
  @ServiceRoute('usage:write')
  @Answers(reportUsageAnswer)
  reportUsage(@Scope() scope: TenantScope, @Body({ schema: reportUsageBody }) { events }: ReportUsageBody) {
    return this.ingest.report(scope, events);
  }
}
