import { expect, test } from 'vitest';
import { pauseBeforeNext } from './next-check.ts';

const now = new Date('2026-03-01T10:00:00Z');
const pace: Parameters<typeof pauseBeforeNext>[0] = { everySeconds: 300, failures: 0, retryAt: null, now, random: 0.5 };
const seconds = (change: Partial<typeof pace>) => pauseBeforeNext({ ...pace, ...change }) / 1000;

test('what works is looked at again in the usual time, give or take a tenth', () => {
  expect([0, 0.5, 1].map((random) => seconds({ random }))).toEqual([270, 300, 330]);
});

test('the pause doubles with each failure after the first, up to an hour', () => {
  expect([1, 2, 3, 4, 5, 6, 1000].map((failures) => seconds({ failures }))).toEqual([
    300, 600, 1200, 2400, 3600, 3600, 3600,
  ]);
});

test('an installation that checks seldom does not check more often because of failures', () => {
  expect(seconds({ everySeconds: 7200, failures: 3 })).toBe(7200);
});

test('a system that asks us to wait is left alone so long, for a day at most', () => {
  const after = (ms: number) => new Date(now.getTime() + ms);
  expect(seconds({ failures: 1, retryAt: after(1_000_000) })).toBe(1000);
  expect(seconds({ failures: 1, retryAt: after(7000) })).toBe(300);
  expect(seconds({ failures: 1, retryAt: after(10 * 86_400_000) })).toBe(86_400);
});
