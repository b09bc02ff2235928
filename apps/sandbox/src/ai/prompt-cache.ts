import { createHash } from 'node:crypto';

const LEAST = 1024;
const STEP = 128;
const KEPT = 10_000;

/** Remembers prompts, as providers do that charge less for what they have read before. */
export class PromptCache {
  private readonly prompts = new Set<string>();

  /** How many of the prompt's tokens are known from before: as at OpenAI, from 1,024 on and in steps of 128. */
  cachedTokens(prompt: unknown[], tokens: number): number {
    if (tokens < LEAST) return 0;
    const key = createHash('sha256').update(JSON.stringify(prompt)).digest('base64');
    if (this.prompts.has(key)) return tokens - (tokens % STEP);
    if (this.prompts.size === KEPT) this.prompts.clear();
    this.prompts.add(key);
    return 0;
  }
}
