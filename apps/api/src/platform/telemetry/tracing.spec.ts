import type { IncomingMessage } from 'node:http';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import { Tracing } from './tracing.ts';

test('without a collector nothing is made', async () => {
  const tracing = new Tracing({ traces: undefined } as Config);
  await tracing.onModuleInit();
  const request = {
    headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  } as unknown as IncomingMessage;
  expect(tracing.tracer).toBeUndefined();
  expect(tracing.begin(request)).toBeUndefined();
  expect(tracing.contextOf(request)).toBe(ROOT_CONTEXT);
  await tracing.onApplicationShutdown();
});
