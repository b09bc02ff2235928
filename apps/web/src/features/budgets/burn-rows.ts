import type { Budget } from '@ims/api-client';
import { usedOf } from './budget-state.ts';

export interface BurnRow {
  /** Ms since 1970: the chart's scale is time itself. */
  at: number;
  spent?: number;
  /** From now to the end of the window, at the pace so far. */
  forecast?: number;
}

/** What the burn-down chart of a budget draws: what was spent up to now, then where that leads. */
export function burnRows(
  { burn, window, forecast_usd }: Pick<Budget, 'burn' | 'window' | 'forecast_usd'>,
  now: number,
) {
  const from = Date.parse(window.starts_at);
  const to = Date.parse(window.ends_at);
  const today = Math.min(now, to);
  const past = burn
    .map(({ at, spent_usd }) => ({ at: Date.parse(at), spent: spent_usd }))
    .filter(({ at }) => at < today);
  const spent = usedOf(window);
  const rows: BurnRow[] = past[0]?.at === from ? past : [{ at: from, spent: 0 }, ...past];
  if (forecast_usd === null) return [...rows, { at: today, spent }];
  return [...rows, { at: today, spent, forecast: spent }, { at: to, forecast: forecast_usd }];
}
