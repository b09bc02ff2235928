import type { IntegrationListItem } from '@ims/api-client';

/** How often what somebody looks at is brought up to date. */
export const LIVE_MS = 30_000;
const AWAITED_MS = 2000;

type Shown = Pick<IntegrationListItem, 'active' | 'health'>;

/** How often to look again, in ms: soon while a first check is awaited, which comes within seconds. */
export const lookAgainAfter = (shown: readonly Shown[]) => (shown.some(isAwaited) ? AWAITED_MS : LIVE_MS);

const isAwaited = ({ active, health }: Shown) => active && health.status === 'unknown';
