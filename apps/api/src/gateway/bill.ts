import { costOf, noTokens, type Price, readUsage, type Tokens } from '../models/index.ts';
import { type Nanos, noMoney } from '../platform/money.ts';
import { tokensReceived } from './estimate.ts';
import type { AiRequest } from './request-body.ts';

/** What an answer, or a part of one, consumed. */
export interface Bill {
  tokens: Tokens;
  isEstimated: boolean;
  /** Null when nobody knows the price. */
  cost: Nanos | null;
  priceId: number | null;
  /** As the provider reported it. */
  raw: unknown;
}

/** Of an attempt that gave nothing. */
export const nothing: Bill = { tokens: noTokens, isEstimated: false, cost: noMoney, priceId: null, raw: null };

/** The provider's own count goes before ours, which knows the bytes only. */
export function billFor(request: AiRequest, price: Price | undefined, usage: unknown, contentBytes: number): Bill {
  const told = readUsage(usage);
  const tokens = told ?? tokensReceived(request, contentBytes);
  const cost = price ? costOf(tokens, price) : null;
  return { tokens, isEstimated: !told, cost, priceId: price?.id ?? null, raw: usage ?? null };
}
