type Labels<Name extends string> = Readonly<Record<Name, string>>;

/** A line of what a metric answers; without a name of its own it has the metric's. */
interface Sample {
  metricName?: string;
  labels: Readonly<Record<string, string | number>>;
  value: number;
}

/** A metric as the registry asks for it. */
export interface Metric {
  readonly name: string;
  get(): Promise<{ name: string; help: string; type: string; values: Sample[] }>;
}

export interface MetricFacts<Name extends string> {
  name: string;
  help: string;
  labels?: readonly Name[];
}

/** The count under one set of labels. */
export class CounterSeries {
  private count = 0;

  constructor(readonly labels: Labels<string>) {}

  get value(): number {
    return this.count;
  }

  add(amount = 1): void {
    this.count += amount;
  }
}

/**
 * Counts, and gives its series to whoever keeps them. The library's own counters find a series by its labels each time,
 * which takes a microsecond; a call through the gateway touches ten.
 */
export class Counter<Name extends string> implements Metric {
  private readonly series: Family<Name, CounterSeries>;

  constructor(private readonly facts: MetricFacts<Name>) {
    this.series = new Family(facts.labels ?? [], (labels) => new CounterSeries(labels));
  }

  get name(): string {
    return this.facts.name;
  }

  /** To be kept where it is used often. */
  of(labels: Labels<Name>): CounterSeries {
    return this.series.of(labels);
  }

  async get() {
    const { name, help } = this.facts;
    return { name, help, type: 'counter', values: [...this.series.all()] };
  }
}

/** What was measured under one set of labels. */
export class HistogramSeries {
  /** How many fell into each bucket, and beyond the last one; not added up. */
  readonly counts: number[];
  sum = 0;

  constructor(
    readonly labels: Labels<string>,
    private readonly bounds: readonly number[],
  ) {
    this.counts = Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] as number)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.sum += value;
  }
}

/** Measures, and gives its series to whoever keeps them. Bounds are of the unit in the metric's name, smallest first. */
export class Histogram<Name extends string> implements Metric {
  private readonly series: Family<Name, HistogramSeries>;

  constructor(
    private readonly facts: MetricFacts<Name>,
    private readonly bounds: readonly number[],
  ) {
    this.series = new Family(facts.labels ?? [], (labels) => new HistogramSeries(labels, bounds));
  }

  get name(): string {
    return this.facts.name;
  }

  /** To be kept where it is used often. */
  of(labels: Labels<Name>): HistogramSeries {
    return this.series.of(labels);
  }

  async get() {
    const { name, help } = this.facts;
    return { name, help, type: 'histogram', values: [...this.series.all()].flatMap((one) => this.samplesOf(one)) };
  }

  private samplesOf({ labels, counts, sum }: HistogramSeries): Sample[] {
    const { name } = this.facts;
    let total = 0;
    const buckets = counts.map((count, index): Sample => {
      total += count;
      return { metricName: `${name}_bucket`, labels: { le: this.bounds[index] ?? '+Inf', ...labels }, value: total };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: total },
    ];
  }
}

type Reading<Name extends string> = { labels: Labels<Name>; value: number };

/** Looks up the values of a metric. */
export type Read<Name extends string> = () => Reading<Name>[] | Promise<Reading<Name>[]>;

/** A value that is looked up when somebody asks for it. */
export class Observed<Name extends string> implements Metric {
  constructor(
    private readonly type: 'counter' | 'gauge',
    private readonly facts: MetricFacts<Name>,
    private readonly read: Read<Name>,
  ) {}

  get name(): string {
    return this.facts.name;
  }

  async get() {
    const { name, help } = this.facts;
    return { name, help, type: this.type, values: await this.read() };
  }
}

/** The series of a metric by their labels. */
class Family<Name extends string, Series> {
  private readonly series = new Map<string, Series>();

  constructor(
    private readonly names: readonly Name[],
    private readonly make: (labels: Labels<Name>) => Series,
  ) {}

  of(labels: Labels<Name>): Series {
    const key = JSON.stringify(this.names.map((name) => labels[name]));
    const known = this.series.get(key);
    if (known) return known;
    const made = this.make(labels);
    this.series.set(key, made);
    return made;
  }

  all(): Iterable<Series> {
    return this.series.values();
  }
}
