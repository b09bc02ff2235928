import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { Config } from '../config/config.ts';
import type { Exporting } from './otlp.ts';

/** A collector that is away is told of this often. */
const COMPLAIN_MS = 60_000;
/** When the process stops, what waits may still be sent so long. */
const FAREWELL_MS = 3000;

/**
 * Spans of what this process does, for the operator's collector. There is no global provider and no ambient context:
 * whoever makes a span asks for `tracer` and names its parent. The trace ends here: outside systems get no id of it.
 */
@Injectable()
export class Tracing implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Tracing');
  private exporting: Exporting | undefined;
  private readonly requests = new WeakMap<IncomingMessage, Context>();
  private complainedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly config: Config) {}

  /** Undefined without a collector: then nothing is to be made for a span. */
  get tracer(): Tracer | undefined {
    return this.exporting?.tracer;
  }

  async onModuleInit(): Promise<void> {
    const { traces } = this.config;
    if (!traces) return;
    const { startExporting } = await import('./otlp.ts');
    this.exporting = startExporting({ ...traces, complain: (message) => this.complain(message) });
  }

  async onApplicationShutdown(): Promise<void> {
    const { exporting } = this;
    this.exporting = undefined;
    if (!exporting) return;
    try {
      await Promise.race([exporting.end(), pause(FAREWELL_MS, undefined, { ref: false })]);
    } catch (error) {
      this.complain((error as Error).message);
    }
  }

  /** Begins the span of a request, in the trace its caller began if there is one. */
  begin(request: IncomingMessage): Span | undefined {
    if (!this.exporting) return undefined;
    const { tracer, propagator } = this.exporting;
    const caller = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const span = tracer.startSpan(request.method ?? 'HTTP', { kind: SpanKind.SERVER }, caller);
    this.requests.set(request, trace.setSpan(caller, span));
    return span;
  }

  /** The parent of what is done for a request. */
  contextOf(request: IncomingMessage): Context {
    return this.requests.get(request) ?? ROOT_CONTEXT;
  }

  private complain(message: string): void {
    const now = performance.now();
    if (now - this.complainedAt < COMPLAIN_MS) return;
    this.complainedAt = now;
    this.logger.warn({ msg: 'Traces cannot be delivered', reason: message.slice(0, 1000) });
  }
}
