import { Readable } from 'node:stream';
import { errorClasses, type Stage, stageNames, type TestOutcome } from '@ims/connector-sdk';
import { StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';

const NDJSON = 'application/x-ndjson';

const errorClass = z.enum(Object.keys(errorClasses) as (keyof typeof errorClasses)[]).nullable();
const upstream = z.object({ status: z.number().int(), request_id: z.string().nullable() }).nullable();

const testStage = z
  .object({
    name: z.enum(stageNames),
    verdict: z.enum(['pass', 'warn', 'fail', 'skip']),
    ms: z.number().int(),
    message: z.string(),
    remedy: z.string().nullable(),
    field: z.string().nullable().describe('JSON pointer of the field at fault.'),
    error_class: errorClass,
    upstream: upstream.describe('What the system answered.'),
  })
  .meta({ id: 'TestStage' });

export const testResult = z
  .object({
    ok: z.boolean().describe('No stage failed.'),
    status: z.enum(['healthy', 'degraded', 'failing']),
    error_class: errorClass,
    message: z.string(),
    remedy: z.string().nullable(),
    field: z.string().nullable(),
    identity: z
      .object({ id: z.string(), name: z.string(), kind: z.enum(['user', 'app', 'bot', 'key', 'endpoint']) })
      .nullable()
      .describe('Who the system says we are.'),
    latency_ms: z.number().int().describe('Of all stages together.'),
    checked_at: z.iso.datetime(),
    secret_expires_at: z.iso.datetime().nullable(),
    models: z
      .array(z.string())
      .nullable()
      .describe(
        'Of an AI provider: what it offers, 500 at most. Null where the test could not read it, and of an earlier test.',
      ),
    stages: z.array(testStage),
  })
  .meta({ id: 'TestResult' });
export type TestResult = z.output<typeof testResult>;

export function toTestResult(outcome: TestOutcome, at: Date): TestResult {
  const { ok, status, error_class, message, remedy, field, identity, latency_ms, models, stages } = outcome;
  return {
    ok,
    status,
    error_class,
    message,
    remedy,
    field,
    identity,
    latency_ms,
    checked_at: at.toISOString(),
    secret_expires_at: outcome.secret_expires_at?.toISOString() ?? null,
    models,
    stages,
  };
}

/**
 * The result of a test; to a caller who accepts `application/x-ndjson`, a line `{stage}` as each ends and a last line
 * `{result}`. A caller who goes away ends the test.
 */
export async function testAnswer<Result extends TestResult>(
  { request, response }: { request: Request; response: Response },
  start: (signal: AbortSignal) => AsyncGenerator<Stage, Result>,
): Promise<Result | StreamableFile> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const test = start(gone.signal);
  if (request.accepts(['application/json', NDJSON]) === NDJSON)
    return new StreamableFile(Readable.from(lines(test), { objectMode: false }), { type: NDJSON });
  for (;;) {
    const step = await test.next();
    if (step.done) return step.value;
  }
}

async function* lines(test: AsyncGenerator<Stage, TestResult>): AsyncGenerator<string> {
  for (;;) {
    const step = await test.next();
    yield `${JSON.stringify(step.done ? { result: step.value } : { stage: step.value })}\n`;
    if (step.done) return;
  }
}
