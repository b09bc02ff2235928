import type { Price, Tokens } from '../models/index.ts';
import { noTokens } from '../models/index.ts';
import type { AiRequest } from './request-body.ts';

/** English text has about four bytes for a token; no text has more tokens than bytes. */
const BYTES_PER_TOKEN = 4;
/** Where nothing is known of a model and the client sets no limit. */
const TYPICAL_OUTPUT = 1000;
const GREATEST_OUTPUT = 16_384;
const REMEMBERED = 200;
/** A few answers more do not change what is usual. */
const LOOKED_AT_AGAIN = 10;

/** How long a model's answers really are: the last few hundred. */
export class SeenOutputs {
  private readonly lengths: number[] = [];
  private next = 0;
  private known: number | undefined;

  add(tokens: number): void {
    this.lengths[this.next] = tokens;
    this.next = (this.next + 1) % REMEMBERED;
    if (this.next % LOOKED_AT_AGAIN === 0) this.known = undefined;
  }

  /** Nineteen of twenty answers are not longer; undefined before there are twenty. */
  get p95(): number | undefined {
    if (this.lengths.length < 20) return undefined;
    this.known ??= this.lengths.toSorted((a, b) => a - b)[Math.floor(this.lengths.length * 0.95)];
    return this.known;
  }
}

export interface EstimateFacts {
  mode: 'typical' | 'strict';
  /** Where the client sets no limit: what the integration's defaults say. */
  defaultOutput: number | undefined;
  /** Of the model, where it is known. */
  maxOutput: number | undefined;
  seen: SeenOutputs;
}

/** What a call is expected to consume, or in `strict` mode what it could at most. */
export function estimateTokens(request: AiRequest, facts: EstimateFacts): Tokens {
  const { mode, defaultOutput, maxOutput = GREATEST_OUTPUT, seen } = facts;
  const isStrict = mode === 'strict';
  const input = isStrict ? request.bytes : Math.ceil(request.bytes / BYTES_PER_TOKEN);
  if (request.operation === 'embeddings') return { ...noTokens, input };
  const most = Math.min(request.maxOutput ?? defaultOutput ?? Infinity, maxOutput) * request.choices;
  // What was seen of answers holds all their choices.
  const output = isStrict ? most : Math.min(most, seen.p95 ?? TYPICAL_OUTPUT * request.choices);
  return { ...noTokens, input, output };
}

/** What was consumed of an answer whose end, and with it the usage, never came. */
export function tokensReceived(request: AiRequest, contentBytes: number): Tokens {
  const input = Math.ceil(request.bytes / BYTES_PER_TOKEN);
  return { ...noTokens, input, output: Math.ceil(contentBytes / BYTES_PER_TOKEN) };
}

/** The dearest kinds of a price stand for all, so that an estimate is not too low for what is cached or spoken. */
export function dearest(price: Price): Price {
  const most = (...values: (number | null)[]) => Math.max(...values.map((value) => value ?? 0)) as Price['input'];
  if (price.state !== 'priced') return price;
  return {
    ...price,
    input: most(price.input, price.cache_write, price.audio_input),
    output: most(price.output, price.audio_output),
  };
}
