/** What one call consumed. Kinds that are part of another are counted in both: cached input in input, reasoning in output. */
export interface Tokens {
  input: number;
  cached_input: number;
  cache_write: number;
  output: number;
  reasoning: number;
  audio_input: number;
  audio_output: number;
}

export const noTokens: Tokens = {
  input: 0,
  cached_input: 0,
  cache_write: 0,
  output: 0,
  reasoning: 0,
  audio_input: 0,
  audio_output: 0,
};
