import type { IntegrationListItem } from '@ims/api-client';
import { IconKeyOff } from '@tabler/icons-react';
import { exactTime } from '../../shared/format.ts';
import { StatusBadge, type Tone } from '../../shared/status-badge.tsx';
import type { healthStates } from './integrations.search.ts';

type HealthState = (typeof healthStates)[number];

export const healthLabels: Record<HealthState, string> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  failing: 'Failing',
  unknown: 'Not checked yet',
};

const tones: Record<HealthState, Tone> = { healthy: 'ok', degraded: 'warn', failing: 'bad', unknown: 'unknown' };

export const secretNeeded = 'The stored secret can no longer be read. Enter it again to use this integration.';

/** Whether it works, as far as is known. A secret that cannot be read comes first: nothing can work without it. */
export function IntegrationHealth({ health, config_state }: Pick<IntegrationListItem, 'health' | 'config_state'>) {
  if (config_state === 'needs_secret') {
    return (
      <StatusBadge tone="warn" icon={IconKeyOff} title={secretNeeded}>
        Secret needed
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone={tones[health.status]} title={healthDetail(health)}>
      {healthLabels[health.status]}
    </StatusBadge>
  );
}

function healthDetail({ checked_at, latency_ms }: IntegrationListItem['health']): string | undefined {
  if (checked_at === null) return undefined;
  const latency = latency_ms === null ? '' : `, answered in ${Math.round(latency_ms)} ms`;
  return `Checked ${exactTime(new Date(checked_at))}${latency}`;
}
