import type { TestResult, TestStage } from '@ims/api-client';

export const aStage = (facts: Partial<TestStage> & Pick<TestStage, 'name'>): TestStage => ({
  verdict: 'pass',
  ms: 12,
  message: `${facts.name} is in order.`,
  remedy: null,
  field: null,
  error_class: null,
  upstream: null,
  ...facts,
});

export const aResult = (facts: Partial<TestResult> = {}): TestResult => ({
  ok: true,
  status: 'healthy',
  error_class: null,
  message: 'The connection works.',
  remedy: null,
  field: null,
  identity: null,
  latency_ms: 240,
  checked_at: '2026-01-01T00:00:00.000Z',
  secret_expires_at: null,
  models: null,
  stages: [],
  ...facts,
});

/** The answer of a connection test that is still being written, line by line. */
export class TestAnswer {
  private readonly body = new TransformStream<Uint8Array, Uint8Array>();
  private readonly writer = this.body.writable.getWriter();
  private readonly stages: TestStage[] = [];

  readonly response = new Response(this.body.readable, { headers: { 'Content-Type': 'application/x-ndjson' } });

  stage(facts: Partial<TestStage> & Pick<TestStage, 'name'>): void {
    const stage = aStage(facts);
    this.stages.push(stage);
    this.write({ stage });
  }

  /** The last line. */
  result(facts: Partial<TestResult> = {}): void {
    this.write({ result: aResult({ stages: this.stages, ...facts }) });
    this.end();
  }

  end(): void {
    // A reader that has gone away does not matter to whoever writes.
    this.writer.close().catch(() => undefined);
  }

  private write(line: object): void {
    this.writer.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`)).catch(() => undefined);
  }
}
