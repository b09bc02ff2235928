import { describe, expect, it } from 'vitest';
import { durationOf, percentOf, sharesOf } from './health-words.ts';
import { chartOf } from './latency-points.ts';

describe('percentOf', () => {
  it('never rounds up to all of it', () => {
    expect(percentOf(1)).toBe('100%');
    expect(percentOf(0.999999)).toBe('99.99%');
    expect(percentOf(0.5)).toBe('50%');
  });
});

describe('durationOf', () => {
  it.each([
    [30_000, 'less than a minute'],
    [60_000, '1 min'],
    [3_600_000 + 59_000, '1 h'],
    [86_400_000 * 2 + 3_600_000 * 3 + 60_000, '2 d 3 h'],
  ])('says %d ms as %s', (ms, said) => {
    expect(durationOf(ms)).toBe(said);
  });
});

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();

describe('sharesOf', () => {
  it('adds up the periods of each status, and leaves out what did not occur', () => {
    const periods = [
      { from: at(0), to: at(1), status: 'healthy' },
      { from: at(1), to: at(2), status: 'unknown' },
      { from: at(2), to: at(4), status: 'healthy' },
    ] as const;
    expect(sharesOf(periods)).toEqual([
      { status: 'healthy', share: 0.75 },
      { status: 'unknown', share: 0.25 },
    ]);
    expect(sharesOf([])).toEqual([]);
  });
});

describe('the latency chart', () => {
  const check = (hour: number, latency_ms: number, status: 'healthy' | 'failing' = 'healthy') => ({
    at: at(hour),
    status,
    latency_ms,
    error_class: null,
    message: null,
    trigger: 'scheduled' as const,
  });
  const health = {
    status: 'healthy' as const,
    since: null,
    checked_at: null,
    latency_ms: null,
    error_class: null,
    message: null,
    secret_expires_at: null,
    uptime: 1,
    last_test: null,
    latency: { p50: 100, p95: 198, p99: 200 },
    periods: [{ from: at(0), to: at(4), status: 'healthy' as const }],
    checks: [check(4, 200), check(3, 30, 'failing'), check(2, 100), check(0, 50)],
  };
  const chart = chartOf(health, 488);

  it('spans the time asked for, and ends at a round number', () => {
    expect(chart.points.map(({ x }) => x)).toEqual([48, 248, 348, 448]);
    expect(chart.ticks.map(({ value }) => value)).toEqual([0, 100, 200]);
  });

  it('breaks the line where a check failed', () => {
    expect(chart.line.match(/[ML]/g)).toEqual(['M', 'L', 'M']);
  });

  it('keeps the labels of near percentiles apart', () => {
    const labels = chart.percentiles.map(({ labelY }) => labelY).toSorted((a, b) => a - b);
    expect(labels.slice(1).every((y, index) => y - (labels[index] ?? 0) >= 13)).toBe(true);
  });

  it('finds the check under the pointer', () => {
    expect(chart.nearest(300)?.check.at).toBe(at(3));
    expect(chart.nearest(0)?.check.at).toBe(at(0));
  });
});
