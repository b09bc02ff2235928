import { describe, expect, test } from 'vitest';
import { noTokens } from '../models/index.ts';
import { fromDollars } from '../platform/money.ts';
import { billFor, nothing } from './bill.ts';
import { aiRequest, priceOf } from './testing/fakes.ts';

const request = aiRequest();
const input = Math.ceil(request.bytes / 4);

describe('a bill', () => {
  test("goes by the provider's count, not by the bytes that came", () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 10 };
    expect(billFor(request, priceOf(1, 2), usage, 999_999)).toEqual({
      tokens: { ...noTokens, input: 1000, output: 10 },
      isEstimated: false,
      cost: fromDollars(0.00102),
      priceId: 7,
      raw: usage,
    });
  });

  test('takes an explicit 0 for 0', () => {
    const usage = { prompt_tokens: 0, completion_tokens: 0 };
    expect(billFor(request, priceOf(1, 2), usage, 500)).toMatchObject({
      tokens: noTokens,
      isEstimated: false,
      cost: 0,
    });
  });

  test.each([undefined, null, {}, 'many', { prompt_tokens: -1 }])('is estimated where the usage is %j', (usage) => {
    expect(billFor(request, priceOf(1, 2), usage, 8)).toEqual({
      tokens: { ...noTokens, input, output: 2 },
      isEstimated: true,
      cost: input * 1000 + 2 * 2000,
      priceId: 7,
      raw: usage ?? null,
    });
  });

  test('has no amount where nobody knows the price', () => {
    expect(billFor(request, undefined, { prompt_tokens: 1, completion_tokens: 1 }, 0)).toMatchObject({
      cost: null,
      priceId: null,
      tokens: { input: 1, output: 1 },
    });
  });

  test('of what is free is nothing', () => {
    const free = priceOf(0, 0, { state: 'free', input: null, output: null });
    expect(billFor(request, free, undefined, 8)).toMatchObject({ cost: 0, isEstimated: true });
  });

  test('of nothing is known and zero', () => {
    expect(nothing).toEqual({ tokens: noTokens, isEstimated: false, cost: 0, priceId: null, raw: null });
  });
});
