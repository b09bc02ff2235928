import type { IntegrationListItem } from '@ims/api-client';
import { IconAdjustmentsExclamation, IconKeyOff, IconProgressAlert, type TablerIcon } from '@tabler/icons-react';
import { exactTime } from '../../shared/format.ts';
import { StatusBadge, type Tone } from '../../shared/status-badge.tsx';
import type { healthStates } from './integrations.search.ts';

type HealthState = (typeof healthStates)[number];
type Health = IntegrationListItem['health'];

export const healthLabels: Record<HealthState, string> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  failing: 'Failing',
  unknown: 'Not checked yet',
};

const tones: Record<HealthState, Tone> = { healthy: 'ok', degraded: 'warn', failing: 'bad', unknown: 'unknown' };

interface Obstacle {
  label: string;
  /** What somebody who may write can do about it. */
  action: string;
  detail: string;
  icon: TablerIcon;
}

export const secretNeeded = 'The stored secret can no longer be read. Enter it again to use this integration.';

/** What keeps an integration from being used, whatever its health was. */
export const obstacles: Partial<Record<IntegrationListItem['config_state'], Obstacle>> = {
  needs_secret: { label: 'Secret needed', action: 'Enter secret', detail: secretNeeded, icon: IconKeyOff },
  incomplete: {
    label: 'Incomplete',
    action: 'Complete',
    detail: 'Something the connector needs is not filled in. Until then the connection cannot be tested.',
    icon: IconProgressAlert,
  },
  schema_outdated: {
    label: 'Needs review',
    action: 'Review',
    detail: 'The connector has changed since. Look through the settings and save them again.',
    icon: IconAdjustmentsExclamation,
  },
};

/** Whether it works, as far as is known. What keeps it from being used comes first. */
export function IntegrationHealth({ health, config_state }: Pick<IntegrationListItem, 'health' | 'config_state'>) {
  const obstacle = obstacles[config_state];
  if (obstacle) {
    return (
      <StatusBadge tone="warn" icon={obstacle.icon} title={obstacle.detail}>
        {obstacle.label}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone={tones[health.status]} title={healthDetail(health)}>
      {healthLabels[health.status]}
    </StatusBadge>
  );
}

function healthDetail({ status, checked_at, latency_ms, since, message }: Health): string | undefined {
  if (checked_at === null) return undefined;
  const latency = latency_ms === null ? '' : `, answered in ${Math.round(latency_ms)} ms`;
  return [
    message,
    since && `${healthLabels[status]} since ${exactTime(new Date(since))}.`,
    `Checked ${exactTime(new Date(checked_at))}${latency}.`,
  ]
    .filter(Boolean)
    .join('\n');
}
