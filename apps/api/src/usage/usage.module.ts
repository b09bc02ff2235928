import { Module } from '@nestjs/common';
import { BudgetsModule } from '../budgets/index.ts';
import { ModelsModule } from '../models/index.ts';
import { IngestRepository } from './ingest/ingest.repository.ts';
import { IngestService } from './ingest/ingest.service.ts';
import { UsageServiceController } from './ingest/usage.service-api.controller.ts';
import { BatchWriter } from './recording/batch-writer.ts';
import { CommitsRepository } from './recording/commits.repository.ts';
import { RecordingRepository } from './recording/recording.repository.ts';
import { UsageLog } from './recording/usage-log.ts';
import { UsageMetrics } from './recording/usage-metrics.ts';
import { UsageRecorder } from './recording/usage-recorder.ts';
import { ReportsRepository } from './reports/reports.repository.ts';
import { ReportsService } from './reports/reports.service.ts';
import { UsageAdminController } from './reports/usage.admin.controller.ts';
import { UsageExport } from './reports/usage-export.ts';
import { UsageService } from './usage.service.ts';

@Module({
  imports: [BudgetsModule, ModelsModule],
  controllers: [UsageAdminController, UsageServiceController],
  providers: [
    BatchWriter,
    CommitsRepository,
    IngestRepository,
    IngestService,
    RecordingRepository,
    ReportsRepository,
    ReportsService,
    UsageExport,
    UsageLog,
    UsageMetrics,
    UsageRecorder,
    UsageService,
  ],
  exports: [UsageLog, UsageRecorder, UsageService],
})
export class UsageModule {}
