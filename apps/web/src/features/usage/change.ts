import { percent } from '../../shared/numbers.ts';

export interface Change {
  direction: 'up' | 'down' | 'same';
  text: string;
}

/** Above this, a share says less than a factor: "12×". */
const MANY = 10;

/** How a number compares with the one of the period before; undefined when both are 0. */
export function changeOf(now: number, before: number): Change | undefined {
  if (now === 0 && before === 0) return undefined;
  if (before === 0) return { direction: 'up', text: 'new' };
  const share = (now - before) / before;
  if (Math.abs(share) < 0.0005) return { direction: 'same', text: 'no change' };
  if (now / before >= MANY) return { direction: 'up', text: `${Math.round(now / before)}×` };
  return { direction: share > 0 ? 'up' : 'down', text: percent(Math.abs(share)) };
}

/** As `changeOf`, of shares, whose difference is in percentage points. */
export function pointsOf(now: number, before: number): Change | undefined {
  if (now === 0 && before === 0) return undefined;
  const points = Math.round((now - before) * 1000) / 10;
  if (points === 0) return { direction: 'same', text: 'no change' };
  return { direction: points > 0 ? 'up' : 'down', text: `${Math.abs(points)} points` };
}
