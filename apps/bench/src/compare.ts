/** How a benchmark is to run. */
export interface Run {
  rounds: number;
  /** Length of one measurement. */
  seconds: number;
  /** Part of the names of the pairs to measure; all of them unless given. */
  only?: string;
  /** Aborted when the person at the terminal has seen enough. */
  signal: AbortSignal;
}

/** One thing to compare: the same figure, taken from the reference and from the product. */
export type Pair = {
  name: string;
  unit: string;
  /** For people: what is wanted, and whether a result is that. A pair without one is there for scale. */
  goal?: { text: string; met(comparison: Comparison): boolean };
} & (
  | { reference(seconds: number): Promise<number>; product(seconds: number): Promise<number> }
  /** Takes both from one measurement, which is twice as long. */
  | { both(seconds: number): Promise<Taken> }
);

interface Taken {
  reference: number;
  product: number;
}

export interface Comparison {
  /** Median, least and most of the rounds. */
  reference: Spread;
  product: Spread;
  /** Of product to reference within one round, so that a slow moment of the machine weighs on both. */
  ratio: Spread;
}

export interface Result extends Comparison {
  name: string;
  unit: string;
  goal?: { text: string; met: boolean };
  rounds: Taken[];
}

interface Spread {
  median: number;
  least: number;
  most: number;
}

/** A cold server is compiling itself: it needs some ten thousand requests before its figures hold still. */
const WARM_UP = 4;

/** Measures every pair once in each round; who goes first alternates. A longer round before the first does not count. */
export async function compare(pairs: Pair[], { rounds, seconds, only = '', signal }: Run): Promise<Result[]> {
  const chosen = pairs.filter(({ name }) => name.includes(only));
  if (chosen.length === 0)
    throw new Error(`No pair has "${only}" in its name: ${pairs.map(({ name }) => name).join('; ')}`);
  const measured = chosen.map((pair) => ({ pair, rounds: [] as Taken[] }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { pair, rounds: seen } of measured) {
      signal.throwIfAborted();
      const taken = await take(pair, round === 0 ? WARM_UP * seconds : seconds, round % 2 === 0);
      if (round > 0) seen.push(taken);
      const [product, reference] = [amount(taken.product), amount(taken.reference)];
      const when = round > 0 ? `round ${round}/${rounds}` : 'warm-up';
      tell(`${when}   ${pair.name}: ${product} ${pair.unit}, reference ${reference}`);
    }
  }
  return measured.map(({ pair, rounds: seen }) => conclude(pair, seen));
}

async function take(pair: Pair, seconds: number, productFirst: boolean): Promise<Taken> {
  if ('both' in pair) return await pair.both(2 * seconds);
  const early = productFirst ? await pair.product(seconds) : undefined;
  const reference = await pair.reference(seconds);
  return { reference, product: early ?? (await pair.product(seconds)) };
}

function conclude({ name, unit, goal }: Pair, rounds: Taken[]): Result {
  const comparison = {
    reference: spread(rounds.map((round) => round.reference)),
    product: spread(rounds.map((round) => round.product)),
    ratio: spread(rounds.map((round) => round.product / round.reference)),
  };
  return { name, unit, ...comparison, goal: goal && { text: goal.text, met: goal.met(comparison) }, rounds };
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  return { median, least: at(0), most: at(sorted.length - 1) };
}

/** A figure for people, as exact as its size deserves. */
export function amount(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

/** Progress, apart from the result on standard output. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
