import { describe, expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

/** The lines of one metric as Prometheus reads them. */
async function linesOf(metrics: Metrics, name: string): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.replace(/^# (HELP|TYPE) /, '').startsWith(name));
}

test('a counter gives the same series for the same labels', async () => {
  const metrics = new Metrics();
  const counter = metrics.counter({ name: 'ims_calls_total', help: 'Calls', labels: ['tenant', 'outcome'] });
  const kept = counter.of({ tenant: 'acme', outcome: 'success' });
  kept.add();
  kept.add(2);
  counter.of({ outcome: 'success', tenant: 'acme' }).add(0.5);
  counter.of({ tenant: 'acme', outcome: 'timeout' }).add();
  expect(await linesOf(metrics, 'ims_calls_total')).toEqual([
    '# HELP ims_calls_total Calls',
    '# TYPE ims_calls_total counter',
    'ims_calls_total{tenant="acme",outcome="success"} 3.5',
    'ims_calls_total{tenant="acme",outcome="timeout"} 1',
  ]);
});

test('labels that only look alike together are told apart', async () => {
  const metrics = new Metrics();
  const counter = metrics.counter({ name: 'ims_pairs_total', help: 'Pairs', labels: ['a', 'b'] });
  counter.of({ a: 'x|y', b: 'z' }).add();
  counter.of({ a: 'x', b: 'y|z' }).add();
  expect(await linesOf(metrics, 'ims_pairs_total{')).toHaveLength(2);
});

test('what a label holds cannot break the line', async () => {
  const metrics = new Metrics();
  metrics
    .counter({ name: 'ims_odd_total', help: 'Odd', labels: ['name'] })
    .of({ name: 'a"b\\c\nd' })
    .add();
  expect(await linesOf(metrics, 'ims_odd_total{')).toEqual(['ims_odd_total{name="a\\"b\\\\c\\nd"} 1']);
});

test('a histogram counts each value in its bucket and all above', async () => {
  const metrics = new Metrics();
  const histogram = metrics.histogram({ name: 'ims_took_seconds', help: 'Time', labels: ['part'] }, [0.1, 1]);
  for (const seconds of [0.05, 0.1, 0.5, 2]) histogram.of({ part: 'x' }).observe(seconds);
  expect(await linesOf(metrics, 'ims_took_seconds')).toEqual([
    '# HELP ims_took_seconds Time',
    '# TYPE ims_took_seconds histogram',
    'ims_took_seconds_bucket{le="0.1",part="x"} 2',
    'ims_took_seconds_bucket{le="1",part="x"} 3',
    'ims_took_seconds_bucket{le="+Inf",part="x"} 4',
    'ims_took_seconds_sum{part="x"} 2.65',
    'ims_took_seconds_count{part="x"} 4',
  ]);
});

describe('what is looked up', () => {
  test('is read each time somebody asks', async () => {
    const metrics = new Metrics();
    let open = 0;
    metrics.gauge({ name: 'ims_open', help: 'Open' }, () => [{ labels: {}, value: open }]);
    metrics.total({ name: 'ims_lost_total', help: 'Lost' }, async () => [{ labels: {}, value: 7 }]);
    open = 3;
    expect(await linesOf(metrics, 'ims_open')).toEqual(['# HELP ims_open Open', '# TYPE ims_open gauge', 'ims_open 3']);
    expect(await linesOf(metrics, 'ims_lost_total')).toContain('# TYPE ims_lost_total counter');
  });
});

test('two metrics of one name are a mistake', () => {
  const metrics = new Metrics();
  metrics.counter({ name: 'ims_calls_total', help: 'Calls' });
  expect(() => metrics.counter({ name: 'ims_calls_total', help: 'Others' })).toThrow('already been registered');
});
