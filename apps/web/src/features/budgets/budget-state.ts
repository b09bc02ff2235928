import type { Budget } from '@ims/api-client';
import { counted } from '../../shared/format.ts';
import { money } from '../../shared/numbers.ts';
import type { Tone } from '../../shared/status-badge.tsx';

export interface BudgetState {
  tone: Tone;
  label: string;
  /** What it means, in a sentence. */
  told: string;
}

type Standing = Pick<Budget, 'hard' | 'limit_usd' | 'thresholds' | 'forecast_usd' | 'window'>;

/** How a budget stands: used up, near a threshold, on the way past its limit, or well within it. */
export function stateOf({ hard, limit_usd, thresholds, forecast_usd, window }: Standing): BudgetState {
  const used = usedOf(window);
  if (used >= limit_usd) {
    return hard
      ? { tone: 'bad', label: 'Used up', told: 'Calls that cost something are refused until the next period.' }
      : { tone: 'bad', label: 'Over', told: 'It only tells: calls go on.' };
  }
  const passed = thresholds.filter((threshold) => used >= threshold * limit_usd);
  if (passed.length > 0) {
    return { tone: 'warn', label: `Past ${shareOf(Math.max(...passed))}`, told: `${money(limit_usd - used)} is left.` };
  }
  if (forecast_usd !== null && forecast_usd > limit_usd) {
    return { tone: 'warn', label: 'Heading over', told: `At this pace it comes to ${money(forecast_usd)}.` };
  }
  return { tone: 'ok', label: 'Within', told: `${money(limit_usd - used)} is left.` };
}

/** What is spent, and what was admitted by processes that ended without telling what they spent of it. */
export const usedOf = ({ spent_usd, unaccounted_usd }: Budget['window']) => spent_usd + unaccounted_usd;

/** "80%", "12.25%". */
export const shareOf = (threshold: number) => `${Math.round(threshold * 10_000) / 100}%`;

export const periodWords = { day: 'Daily', week: 'Weekly', month: 'Monthly' } as const;

const DAY_MS = 86_400_000;
const lengths = { day: DAY_MS, week: 7 * DAY_MS, month: 30.44 * DAY_MS };

/** For how many windows an override still holds, this one included; months differ in length, hence the rounding. */
export function windowsLeft({ override, period, window }: Pick<Budget, 'override' | 'period' | 'window'>): number {
  if (!override) return 0;
  const beyond = Date.parse(override.until) - Date.parse(window.ends_at);
  return Math.max(1, 1 + Math.round(beyond / lengths[period]));
}

/** "for 3 more months". */
export const windowWords = (windows: number, period: Budget['period']) => counted(windows, period);
