/** What the operator sees of the process: metrics for Prometheus, traces for a collector. */
export { HttpTelemetry } from './http-telemetry.ts';
export { Metrics, secondsOfCalls, TEXT_OF_METRICS } from './metrics.ts';
export type { CounterSeries, HistogramSeries } from './series.ts';
export { TelemetryModule } from './telemetry.module.ts';
export { Tracing } from './tracing.ts';
