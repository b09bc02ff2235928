/**
 * What calls of AI providers consumed: one event for each attempt, sums by hour and day, and the reports made of them.
 * Owns `usage_events`, `usage_hourly`, `usage_daily` and `usage_receipts`; not what models cost (models) nor what may be
 * spent (budgets). The gateway tells {@link UsageLog}; other services report over HTTP.
 */

export { usageReports } from './ingest/ingest.dto.ts';
export { UsageLog } from './recording/usage-log.ts';
export { UsageRecorder } from './recording/usage-recorder.ts';
export { UsageModule } from './usage.module.ts';
export { UsageService } from './usage.service.ts';
export { isFailure, type Operation, type Outcome, operations, type UsageEvent } from './usage-event.ts';
