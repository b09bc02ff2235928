import { describe, expect, it } from 'vitest';
import { compact, duration, money, percent } from './numbers.ts';

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [0.0000000031, '<$0.000001'],
    [0.0000042, '$0.0000042'],
    [0.00318, '$0.0032'],
    [0.034, '$0.034'],
    [0.5, '$0.50'],
    [3.4, '$3.40'],
    [1234.5, '$1,234.50'],
    [12_345.6, '$12,346'],
  ])('of %d dollars says as much as matters: %s', (usd, text) => {
    expect(money(usd)).toBe(text);
  });
});

it('writes counts, shares and durations short', () => {
  expect([compact(870), compact(1234), compact(3_400_000)]).toEqual(['870', '1.2k', '3.4M']);
  expect([percent(0.034), percent(0.5), percent(0)]).toEqual(['3.4%', '50%', '0%']);
  expect([duration(240.4), duration(1300), duration(12_000)]).toEqual(['240 ms', '1.3 s', '12 s']);
});
