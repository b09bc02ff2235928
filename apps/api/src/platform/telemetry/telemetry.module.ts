import { Global, Module } from '@nestjs/common';
import { HttpTelemetry } from './http-telemetry.ts';
import { Metrics } from './metrics.ts';
import { Tracing } from './tracing.ts';

@Global()
@Module({ providers: [HttpTelemetry, Metrics, Tracing], exports: [HttpTelemetry, Metrics, Tracing] })
export class TelemetryModule {}
