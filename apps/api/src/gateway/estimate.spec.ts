import { describe, expect, test } from 'vitest';
import { noTokens } from '../models/index.ts';
import { fromDollars } from '../platform/money.ts';
import { dearest, type EstimateFacts, estimateTokens, SeenOutputs, tokensReceived } from './estimate.ts';
import { aiRequest, priceOf } from './testing/fakes.ts';

const facts = (more: Partial<EstimateFacts> = {}): EstimateFacts => ({
  mode: 'typical',
  defaultOutput: undefined,
  maxOutput: undefined,
  seen: new SeenOutputs(),
  ...more,
});

function seenOf(...lengths: number[]): SeenOutputs {
  const seen = new SeenOutputs();
  for (const length of lengths) seen.add(length);
  return seen;
}

const outputOf = (body: object, more?: Partial<EstimateFacts>) => estimateTokens(aiRequest(body), facts(more)).output;

describe('what a call is expected to consume', () => {
  test('is a token for four bytes of the request, in strict mode one for each', () => {
    const request = aiRequest({ messages: [{ role: 'user', content: 'Grüße' }] });
    expect(estimateTokens(request, facts()).input).toBe(Math.ceil(request.bytes / 4));
    expect(estimateTokens(request, facts({ mode: 'strict' })).input).toBe(request.bytes);
  });

  test('is as long as answers of the model are, but not beyond what the client or the model allows', () => {
    const seen = seenOf(...Array(20).fill(400));
    expect(outputOf({})).toBe(1000);
    expect(outputOf({}, { seen })).toBe(400);
    expect(outputOf({ max_tokens: 100 }, { seen })).toBe(100);
    expect(outputOf({ max_completion_tokens: 900 }, { seen })).toBe(400);
    expect(outputOf({}, { seen, maxOutput: 300 })).toBe(300);
  });

  test('is in strict mode as long as the client or the model allows', () => {
    const mode = 'strict';
    const seen = seenOf(...Array(20).fill(4));
    expect(outputOf({}, { mode, seen })).toBe(16_384);
    expect(outputOf({}, { mode, seen, maxOutput: 4096 })).toBe(4096);
    expect(outputOf({ max_output_tokens: 50 }, { mode, seen, maxOutput: 4096 })).toBe(50);
    expect(outputOf({ max_tokens: 9000 }, { mode, seen, maxOutput: 4096 })).toBe(4096);
  });

  test('is no longer than the defaults of the integration let it be, unless the client says otherwise', () => {
    expect(outputOf({}, { defaultOutput: 700 })).toBe(700);
    expect(outputOf({}, { mode: 'strict', defaultOutput: 700 })).toBe(700);
    expect(outputOf({ max_tokens: 900 }, { mode: 'strict', defaultOutput: 700 })).toBe(900);
  });

  test('counts every answer that is asked for, those of the answers seen once', () => {
    expect(outputOf({ n: 3, max_tokens: 10 })).toBe(30);
    expect(outputOf({ n: 3 }, { seen: seenOf(...Array(20).fill(1200)) })).toBe(1200);
  });

  test('is input only where vectors are asked for', () => {
    const request = aiRequest({ input: 'a' }, 'embeddings');
    expect(estimateTokens(request, facts({ mode: 'strict' }))).toEqual({ ...noTokens, input: request.bytes });
  });
});

describe('answers seen', () => {
  test('tell nothing before there are twenty', () => {
    expect(seenOf(...Array(19).fill(5)).p95).toBeUndefined();
    expect(seenOf(...Array(20).fill(5)).p95).toBe(5);
  });

  test('are longer only once in twenty times', () => {
    const lengths = Array.from({ length: 100 }, (_none, index) => index + 1);
    expect(seenOf(...lengths.toReversed()).p95).toBe(96);
  });

  test('are those of late', () => {
    expect(seenOf(...Array(200).fill(1000), ...Array(200).fill(10)).p95).toBe(10);
  });
});

test('an answer that broke off is a token for four bytes of its text', () => {
  const request = aiRequest();
  expect(tokensReceived(request, 9)).toEqual({ ...noTokens, input: Math.ceil(request.bytes / 4), output: 3 });
});

describe('the dearest kinds of a price', () => {
  test('stand for all', () => {
    const price = priceOf(3, 15, {
      cached_input: fromDollars(0.3),
      cache_write: fromDollars(3.75),
      audio_input: fromDollars(40),
    });
    expect(dearest(price)).toMatchObject({ input: fromDollars(40), output: fromDollars(15) });
    expect(dearest({ ...price, audio_input: null, audio_output: fromDollars(80) })).toMatchObject({
      input: fromDollars(3.75),
      output: fromDollars(80),
    });
  });

  test('of what is free are nothing', () => {
    const free = priceOf(0, 0, { state: 'free', input: null, output: null });
    expect(dearest(free)).toBe(free);
  });
});
