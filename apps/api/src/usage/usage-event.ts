import type { ErrorClass } from '@ims/connector-sdk';
import type { IntegrationId } from '../integrations/index.ts';
import type { Tokens } from '../models/index.ts';
import type { ServiceAccountId } from '../platform/access/tenant-scope.ts';
import type { Nanos } from '../platform/money.ts';

export const operations = ['chat', 'responses', 'embeddings'] as const;
export type Operation = (typeof operations)[number];

const innocent = ['success', 'client_gone', 'process_stopped'] as const;

/** How an attempt ended. `process_stopped`: ours, before the answer was whole. */
export type Outcome = (typeof innocent)[number] | 'interrupted' | 'server_error' | 'invalid_request' | ErrorClass;

/** Whether an attempt failed because of the provider, the way to it or what was asked. */
export const isFailure = (outcome: Outcome) => !(innocent as readonly Outcome[]).includes(outcome);

/** One attempt at one provider. Those of one request share its id; prompts and answers are never part of it. */
export interface UsageEvent {
  request_id: string;
  /** From 1. */
  attempt: number;
  /** When the attempt began. */
  at: Date;
  source: 'gateway' | 'service';
  integration_id: IntegrationId;
  service_account_id: ServiceAccountId | null;
  operation: Operation;
  /** As the caller wrote it. */
  model_asked: string;
  /** As the provider knows it. */
  model_served: string;
  is_stream: boolean;
  /** Whether the caller got this attempt's answer; earlier ones were retried or fell back. */
  is_final: boolean;
  outcome: Outcome;
  /** Of the provider's answer; null when none came. */
  status: number | null;
  tokens: Tokens;
  /** Whether the tokens are our estimate, because the provider did not tell them. */
  is_estimated: boolean;
  /** Null when nobody knows the price. */
  cost: Nanos | null;
  price_id: number | null;
  latency_ms: number;
  first_token_ms: number | null;
  /** The usage as the provider reported it. */
  raw: unknown;
}
