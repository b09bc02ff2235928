import type { TenantScope } from '../platform/access/tenant-scope.ts';
import type { Outcome } from '../usage/index.ts';
import type { Failure } from './attempt.ts';
import type { Caller } from './caller.ts';
import type { AiRequest } from './request-body.ts';
import type { Target } from './tenant-ai.ts';

/** One request of a client on its way through the chain. */
export interface Call {
  scope: TenantScope;
  request: AiRequest;
  caller: Caller;
  /** Under which the attempts are stored; not the client's own id, which it may use twice. */
  id: string;
  attempts: number;
  /** How the latest of them ended. */
  outcome?: Outcome;
  /** Time spent waiting for providers, in ms. */
  upstreamMs: number;
  /** Those who were asked in vain, or not asked at all. */
  passed: Passed[];
}

export interface Passed {
  target: Target;
  why: Failure | Skip;
}

/** Why somebody was not asked. */
export interface Skip {
  reason: 'inactive' | 'not_usable' | 'circuit_open' | 'budget_exceeded' | 'price_unknown';
  message: string;
  /** For the client's error, should nobody be left. */
  status: number;
  headers?: Record<string, string>;
  members?: Record<string, unknown>;
}

export const isSkip = (why: object): why is Skip => 'reason' in why;

/** In a word, for a header and a metric. */
export const wordFor = (why: Failure | Skip) => (isSkip(why) ? why.reason : why.outcome);
