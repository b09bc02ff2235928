import type { TestStage } from '@ims/api-client';
import { expect, it } from 'vitest';
import { aResult, aStage } from '../../testing/test-answer.ts';
import { readTest } from './test-stream.ts';

const stage = aStage({ name: 'auth', message: 'Zugang für Jürgen' });
const result = aResult();

/** The bytes of a text, cut into pieces of a few bytes: also within a character and within a line. */
function inPieces(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.slice(at * 7, at * 7 + 7));
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

async function read(text: string) {
  const test = readTest(inPieces(text));
  const stages: TestStage[] = [];
  let step = await test.next();
  for (; !step.done; step = await test.next()) stages.push(step.value);
  return { stages, result: step.value };
}

it('reads stages and result however the bytes arrive', async () => {
  const text = `${JSON.stringify({ stage })}\n\n${JSON.stringify({ result })}\n`;
  expect(await read(text)).toEqual({ stages: [stage], result });
});

it('takes a last line that does not end', async () => {
  expect(await read(JSON.stringify({ result }))).toEqual({ stages: [], result });
});

it('says so when the answer ends without a result', async () => {
  await expect(read(`${JSON.stringify({ stage })}\n`)).rejects.toThrow('broke off');
});
