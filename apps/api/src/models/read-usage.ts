import type { Tokens } from './tokens.ts';

type Counts = Record<string, unknown>;

/** What a column of PostgreSQL's `int` can hold, and far more than any answer has. */
const MOST = 2_147_483_647;

/**
 * The tokens in the `usage` of a provider's answer, whichever dialect it speaks: chat completions, responses and
 * embeddings of OpenAI and Azure, DeepSeek's and Anthropic's names for what came from a cache. An explicit 0 is 0.
 * Undefined when there is nothing to count by, or when what it says of input or output is no count.
 */
export function readUsage(raw: unknown): Tokens | undefined {
  if (!isCounts(raw)) return undefined;
  const told = { input: inputOf(raw), output: stated(raw, ['completion_tokens', 'output_tokens']) };
  if (told.input === 'absurd' || told.output === 'absurd') return undefined;
  const whole = completed(told.input, told.output, detail(raw, ['total_tokens']));
  if (!whole || whole.input > MOST || whole.output > MOST) return undefined;
  const inputParts = nested(raw, ['prompt_tokens_details', 'input_tokens_details']);
  const outputParts = nested(raw, ['completion_tokens_details', 'output_tokens_details']);
  const ofInput = (count = 0) => Math.min(count, whole.input);
  const ofOutput = (count = 0) => Math.min(count, whole.output);
  return {
    input: whole.input,
    cached_input: ofInput(detail(inputParts, ['cached_tokens']) ?? detail(raw, cacheReads)),
    cache_write: ofInput(detail(inputParts, ['cache_write_tokens']) ?? detail(raw, [CACHE_WRITES])),
    output: whole.output,
    reasoning: ofOutput(detail(outputParts, ['reasoning_tokens'])),
    audio_input: ofInput(detail(inputParts, ['audio_tokens'])),
    audio_output: ofOutput(detail(outputParts, ['audio_tokens'])),
  };
}

const ANTHROPIC_READS = 'cache_read_input_tokens';
const CACHE_WRITES = 'cache_creation_input_tokens';
const cacheReads = ['prompt_cache_hit_tokens', ANTHROPIC_READS];

/** `prompt_tokens` is all there was to read; Anthropic's `input_tokens` leaves out what a cache took or gave. */
function inputOf(usage: Counts) {
  const input = stated(usage, ['prompt_tokens', 'input_tokens']);
  const isWhole = isPresent(usage.prompt_tokens) || isCounts(usage.input_tokens_details);
  if (typeof input !== 'number' || isWhole) return input;
  return input + (detail(usage, [ANTHROPIC_READS]) ?? 0) + (detail(usage, [CACHE_WRITES]) ?? 0);
}

/**
 * What is not told follows from the total. A total above both is output as well: some providers leave the tokens of
 * thinking out of the completion and charge them all the same. A total alone is input, as embeddings report it.
 */
function completed(input: number | undefined, output: number | undefined, total: number | undefined) {
  if (input === undefined && output === undefined) return total === undefined ? undefined : { input: total, output: 0 };
  if (input === undefined) return { input: Math.max(0, (total ?? 0) - (output ?? 0)), output: output ?? 0 };
  return { input, output: Math.max(output ?? 0, (total ?? 0) - input) };
}

/** The first of these counts that is there; one that is no count spoils the whole. */
function stated(usage: Counts, names: readonly string[]): number | 'absurd' | undefined {
  const value = names.map((name) => usage[name]).find(isPresent);
  if (value === undefined) return undefined;
  return isCount(value) ? value : 'absurd';
}

/** The first of these that is a count; anything else is as good as absent. */
const detail = (usage: Counts, names: readonly string[]) => names.map((name) => usage[name]).find(isCount);

const nested = (usage: Counts, names: readonly string[]): Counts =>
  names.map((name) => usage[name]).find(isCounts) ?? {};

const isPresent = (value: unknown) => value !== undefined && value !== null;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST;

const isCounts = (value: unknown): value is Counts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
