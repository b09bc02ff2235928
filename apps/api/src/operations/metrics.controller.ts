import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PlatformRoute } from '../platform/access/access.decorators.ts';
import { problem } from '../platform/errors/problem.ts';
import { Metrics, TEXT_OF_METRICS } from '../platform/telemetry/index.ts';

@ApiTags('Operations')
@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @ApiOperation({
    summary: 'Show what the process counts and measures',
    description: 'For Prometheus, with the operator key as its bearer token. Each process has its own.',
  })
  @Get('metrics')
  @PlatformRoute()
  @Header('Content-Type', TEXT_OF_METRICS)
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The text format of Prometheus', schema: { type: 'string' } })
  @ApiResponse({ status: 'default', standardSchema: problem, description: 'Problem document (RFC 9457)' })
  getMetrics(): Promise<string> {
    return this.metrics.text();
  }
}
