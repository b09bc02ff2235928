import type { TestResult, TestStage } from '@ims/api-client';

type Line = { stage: TestStage } | { result: TestResult };

/** The stages of a test as they arrive, and its result. Throws when the answer ends without one. */
export async function* readTest(answer: ReadableStream<Uint8Array>): AsyncGenerator<TestStage, TestResult> {
  for await (const text of linesOf(answer)) {
    const line = JSON.parse(text) as Line;
    if ('result' in line) return line.result;
    yield line.stage;
  }
  throw new Error('The test broke off before it had a result.');
}

async function* linesOf(answer: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = answer.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      yield* lines.filter((line) => line.trim() !== '');
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}
