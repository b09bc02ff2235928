import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { type CounterSeries, type HistogramSeries, Metrics, Tracing } from '../platform/telemetry/index.ts';
import { type Operation, operations } from '../usage/index.ts';
import type { AttemptFacts } from './accounting.ts';
import { AiDirectory } from './ai-directory.ts';
import { recordAttempt } from './attempt-span.ts';
import type { Call, Skip } from './call.ts';
import { circuitStates } from './circuit-breaker.ts';
import { gatewayErrorOf } from './gateway-error.ts';
import type { Provider } from './provider.ts';
import { ProviderMeters, providerMetrics } from './provider-meters.ts';
import type { Target } from './tenant-ai.ts';

/** Seconds that a call spends here rather than at a provider: budget, rewriting, accounting. */
const secondsHere = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1] as const;

/** Counts and measures calls and makes their spans; keeps each series where it is used, since each call counts. */
@Injectable()
export class GatewayTelemetry {
  private readonly families;
  private readonly requests;
  private readonly overhead: HistogramSeries;
  private readonly meters = new WeakMap<Provider, ProviderMeters>();
  private readonly results = new Map<string, CounterSeries>();
  private readonly open = new Map<Operation, { stream: number; whole: number }>(
    operations.map((operation) => [operation, { stream: 0, whole: 0 }]),
  );

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
    directory: AiDirectory,
  ) {
    this.families = providerMetrics(metrics);
    this.requests = metrics.counter({
      name: 'ims_gateway_requests_total',
      help: 'Requests by what came of them: how the attempt that answered ended, or the code of the error',
      labels: ['tenant', 'operation', 'result'],
    });
    this.overhead = metrics
      .histogram(
        {
          name: 'ims_gateway_overhead_seconds',
          help: 'Time until the first byte of an answer leaves that was not spent waiting for providers',
        },
        secondsHere,
      )
      .of({});
    metrics.gauge(
      { name: 'ims_gateway_open_requests', help: 'Requests under way', labels: ['operation', 'stream'] },
      () => this.openNow(),
    );
    metrics.gauge(
      {
        name: 'ims_gateway_circuit',
        help: 'The state that the circuit of an integration is in has the value 1',
        labels: ['tenant', 'integration', 'state'],
      },
      () => circuitsOf(directory),
    );
  }

  begun(call: Call): void {
    this.count(call, 1);
  }

  attempted(call: Call, target: Target, facts: AttemptFacts): void {
    this.metersOf(target.provider).attempted(target, call.request, facts);
    const { tracer } = this.tracing;
    if (tracer) recordAttempt(tracer, this.parentOf(call), call, target, facts);
  }

  skipped({ provider }: Target, { reason }: Skip): void {
    this.metersOf(provider).skipped(reason);
  }

  /** To be called when the first of an answer is about to leave. */
  answers(overheadMs: number): void {
    this.overhead.observe(overheadMs / 1000);
  }

  /** `error` is what the client got instead of an answer. */
  ended(call: Call, error?: unknown): void {
    this.count(call, -1);
    const result = resultOf(call, error);
    this.counterOf(call, result).add();
    if (!this.tracing.tracer) return;
    const { scope, attempts, request } = call;
    trace.getSpan(this.parentOf(call))?.setAttributes({
      'ims.tenant': scope.tenantSlug,
      'ims.gateway.model': request.model,
      'ims.gateway.attempts': attempts,
      'ims.gateway.result': result,
    });
  }

  private parentOf({ caller }: Call) {
    return this.tracing.contextOf(caller.response.req);
  }

  private metersOf(provider: Provider): ProviderMeters {
    const known = this.meters.get(provider);
    if (known) return known;
    const made = new ProviderMeters(this.families, provider);
    this.meters.set(provider, made);
    return made;
  }

  private counterOf({ scope, request }: Call, result: string): CounterSeries {
    const key = `${scope.tenantId} ${request.operation} ${result}`;
    const known = this.results.get(key);
    if (known) return known;
    const made = this.requests.of({ tenant: scope.tenantSlug, operation: request.operation, result });
    this.results.set(key, made);
    return made;
  }

  private count({ request }: Call, change: 1 | -1): void {
    const open = this.open.get(request.operation);
    if (open) open[request.isStream ? 'stream' : 'whole'] += change;
  }

  private openNow() {
    return [...this.open].flatMap(([operation, { stream, whole }]) => [
      { labels: { operation, stream: 'true' }, value: stream },
      { labels: { operation, stream: 'false' }, value: whole },
    ]);
  }
}

function resultOf({ caller, outcome }: Call, error: unknown): string {
  if (error !== undefined) return gatewayErrorOf(error).facts.code;
  if (caller.isSentAway) return 'process_stopped';
  return caller.isGone ? 'client_gone' : (outcome ?? 'none');
}

function circuitsOf(directory: AiDirectory) {
  const now = performance.now();
  return directory.current().flatMap(({ tenant, name, breaker }) => {
    const current = breaker.state(now);
    return circuitStates.map((state) => ({
      labels: { tenant, integration: name, state },
      value: state === current ? 1 : 0,
    }));
  });
}
