import { randomUUID } from 'node:crypto';
import type { RequestLog } from '../logging/logger.ts';
import type { HttpTelemetry } from '../telemetry/index.ts';
import type { Before } from './before.ts';

/** Gives each request its id; when it is over, it is counted, timed and logged. */
export function observeRequests(telemetry: HttpTelemetry, log: RequestLog): Before {
  return (request, response, next) => {
    const begunAt = performance.now();
    const given = request.headers['x-request-id'];
    request.id = typeof given === 'string' && PLAIN_ID.test(given) ? given : randomUUID();
    // Express takes from `url` what a handler is mounted at, and leaves this as it is.
    request.originalUrl = request.url ?? '';
    const observed = telemetry.begin(request);
    response.once('close', () => {
      const ms = performance.now() - begunAt;
      telemetry.end(observed, request, response, ms);
      log(request, response, ms);
    });
    next();
  };
}

const PLAIN_ID = /^[\w-]{8,64}$/;
