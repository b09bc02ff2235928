import type { Response } from 'express';
import { visitOf } from '../system.ts';
import type { Model } from './models.ts';

interface Counts {
  requests: number;
  /** Those of them whose client went before the answer was sent. */
  aborted: number;
  input_tokens: number;
  /** Part of the input tokens. */
  cached_input_tokens: number;
  output_tokens: number;
  /** Part of the output tokens. */
  reasoning_tokens: number;
}

/** What one key used of one model. */
export interface LedgerEntry extends Counts {
  system: string;
  api_key: string;
  model: string;
}

/** What a provider would send a bill for: all it produced, whether somebody read it or not. */
export class Ledger {
  private readonly accounts = new Map<string, LedgerEntry>();

  get entries(): LedgerEntry[] {
    return [...this.accounts.values()];
  }

  clear(): void {
    this.accounts.clear();
  }

  add(account: Pick<LedgerEntry, 'system' | 'api_key' | 'model'>, counts: Partial<Counts>): void {
    const { system, api_key, model } = account;
    const key = JSON.stringify([system, api_key, model]);
    const entry = this.accounts.get(key) ?? { system, api_key, model, ...none };
    this.accounts.set(key, entry);
    for (const name of Object.keys(none) as (keyof Counts)[]) entry[name] += counts[name] ?? 0;
  }
}

const none: Counts = {
  requests: 0,
  aborted: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
};

export interface UsedTokens {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

/** Books an answer that begins now; gives what books each further token of output. */
export function book(res: Response, model: Model, used: UsedTokens): () => void {
  const { ledger, system, apiKey } = visitOf(res);
  const account = { system: system.name, api_key: apiKey, model: model.id };
  ledger.add(account, {
    requests: 1,
    input_tokens: used.input,
    cached_input_tokens: used.cached,
    output_tokens: used.output,
    reasoning_tokens: used.reasoning,
  });
  res.once('close', () => {
    if (visitOf(res).seen.closed_early) ledger.add(account, { aborted: 1 });
  });
  return () => ledger.add(account, { output_tokens: 1 });
}
