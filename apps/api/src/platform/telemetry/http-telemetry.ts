import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { ObservedRequest } from '../http/before.ts';
import { Metrics, secondsOfAnswers } from './metrics.ts';
import type { CounterSeries, HistogramSeries } from './series.ts';
import { Tracing } from './tracing.ts';

/** Paths that begin so, in the order in which they are tried. */
const areas = [
  ['/v1/', 'gateway'],
  ['/api/v1/admin/', 'admin'],
  ['/api/v1/service/', 'service'],
  ['/api/v1/auth/', 'auth'],
  ['/api/v1/platform/', 'platform'],
  ['/api/', 'api'],
  ['/assets/', 'logos'],
  ['/healthz', 'operations'],
  ['/readyz', 'operations'],
  ['/metrics', 'operations'],
] as const;

type AreaName = (typeof areas)[number][1] | 'web';

interface Area {
  name: AreaName;
  duration: HistogramSeries;
  /** By the status of the answer; 0 for one that was not sent to its end. */
  requests: Map<number, CounterSeries>;
}

/** A request under way. */
interface Observed {
  area: Area;
  span: Span | undefined;
}

/** Counts every request, however it is served, and makes its span. */
@Injectable()
export class HttpTelemetry {
  private readonly requests;
  private readonly areas: Map<AreaName, Area>;

  constructor(
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.requests = metrics.counter({
      name: 'ims_http_requests_total',
      help: 'Requests by the part of the API and the status of the answer; "aborted" where it was not sent to its end',
      labels: ['area', 'status'],
    });
    const duration = metrics.histogram(
      {
        name: 'ims_http_request_duration_seconds',
        help: 'Time until an answer was sent to its end, by the part of the API; streams of the gateway included',
        labels: ['area'],
      },
      secondsOfAnswers,
    );
    const names = [...new Set<AreaName>([...areas.map(([, name]) => name), 'web'])];
    this.areas = new Map(
      names.map((name) => [name, { name, duration: duration.of({ area: name }), requests: new Map() }]),
    );
  }

  /** To be called with each request before anything else is done with it. */
  begin(request: ObservedRequest): Observed {
    const area = this.areaOf(request.url ?? '');
    return { area, span: area.name === 'operations' ? undefined : this.tracing.begin(request) };
  }

  /** To be called when it is over, and took `ms`. */
  end({ area, span }: Observed, request: ObservedRequest, response: ServerResponse, ms: number): void {
    area.duration.observe(ms / 1000);
    this.countOf(area, response.writableFinished ? response.statusCode : 0).add();
    if (span) finish(span, request, response);
  }

  private areaOf(url: string): Area {
    const name = areas.find(([prefix]) => url.startsWith(prefix))?.[1] ?? 'web';
    return this.areas.get(name) as Area;
  }

  private countOf({ name, requests }: Area, status: number): CounterSeries {
    const known = requests.get(status);
    if (known) return known;
    const made = this.requests.of({ area: name, status: status === 0 ? 'aborted' : String(status) });
    requests.set(status, made);
    return made;
  }
}

/** Names the span by its route, once that is known. Queries and bodies are no part of it. */
function finish(
  span: Span,
  { method = '', originalUrl: url = '', id, route }: ObservedRequest,
  response: ServerResponse,
): void {
  const { statusCode, writableFinished } = response;
  span.setAttributes({
    'http.request.method': method,
    'url.path': url.split('?', 1)[0],
    'url.scheme': 'http',
    'http.response.status_code': statusCode,
    'ims.request_id': id,
  });
  if (typeof route?.path === 'string') {
    span.updateName(`${method} ${route.path}`);
    span.setAttribute('http.route', route.path);
  }
  if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(statusCode));
  else if (!writableFinished) span.setAttribute('error.type', 'aborted');
  span.end();
}
