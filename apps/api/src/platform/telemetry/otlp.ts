import { type DiagLogger, DiagLogLevel, diag, type TextMapPropagator, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

export interface Exporting {
  tracer: Tracer;
  propagator: TextMapPropagator;
  /** Sends what waits. */
  end(): Promise<void>;
}

export interface ExportOptions {
  /** Of the collector; the path of traces is added. */
  endpoint: string;
  /** Of the traces that begin here, from 0 to 1; one that a caller began is kept as the caller wishes. */
  share: number;
  /** Told what goes wrong, which is often the same again and again. */
  complain(message: string): void;
}

/**
 * Sends spans to the operator's collector. Only loaded when there is one. Headers, time limit, compression, certificates
 * and names are read from the standard variables (OTEL_EXPORTER_OTLP_…, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES).
 */
export function startExporting({ endpoint, share, complain }: ExportOptions): Exporting {
  diag.setLogger(complaining(complain), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'integration-management-system' }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
    spanLimits: { attributeValueLengthLimit: 500 },
  });
  return {
    tracer: provider.getTracer('ims'),
    propagator: new W3CTraceContextPropagator(),
    end: () => provider.shutdown(),
  };
}

function complaining(complain: (message: string) => void): DiagLogger {
  const tell = (text: string) => complain(messageIn(text));
  const silent = () => undefined;
  return { error: tell, warn: tell, info: silent, debug: silent, verbose: silent };
}

/** Errors come as JSON with their stack, all else as words. */
function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
