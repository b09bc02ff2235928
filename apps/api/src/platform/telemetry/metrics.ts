import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, type Metric as LibraryMetric, Registry } from '@prometheus-io/client';
import { Counter, Histogram, type Metric, type MetricFacts, Observed, type Read } from './series.ts';

/**
 * What this process counts and measures, for Prometheus. Names begin with `ims_`, times are seconds, money is dollars.
 * Labels have values of ours or of an admin, never of a caller: their number stays bounded.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<Name extends string = never>(facts: MetricFacts<Name>): Counter<Name> {
    return this.added(new Counter(facts));
  }

  histogram<Name extends string = never>(facts: MetricFacts<Name>, bounds: readonly number[]): Histogram<Name> {
    return this.added(new Histogram(facts, bounds));
  }

  /** `read` is called each time somebody asks, and must not throw: the other metrics would be missing as well. */
  gauge<Name extends string = never>(facts: MetricFacts<Name>, read: Read<Name>): void {
    this.added(new Observed('gauge', facts, read));
  }

  /** As a gauge, for what is counted elsewhere and never becomes less. */
  total<Name extends string = never>(facts: MetricFacts<Name>, read: Read<Name>): void {
    this.added(new Observed('counter', facts, read));
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private added<T extends Metric>(metric: T): T {
    // All the registry asks of a metric is its name and `get()`.
    this.registry.registerMetric(metric as unknown as LibraryMetric);
    return metric;
  }
}

/** Media type of {@link Metrics.text}. */
export const TEXT_OF_METRICS = Registry.PROMETHEUS_CONTENT_TYPE;
/** Seconds: from what a process does by itself to an answer that a model thinks about for minutes. */
export const secondsOfCalls = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] as const;
/** Seconds: what the API answers by itself. */
export const secondsOfAnswers = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;
