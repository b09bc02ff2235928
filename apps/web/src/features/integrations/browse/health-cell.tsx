import type { IntegrationListItem } from '@ims/api-client';
import { UnstyledButton } from '@mantine/core';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { IntegrationHealth, obstacles } from '../integration-health.tsx';
import { editing, useGo } from '../use-integrations-search.ts';
import classes from './health-cell.module.css';
import { Sparkline } from './sparkline.tsx';

interface HealthCellProps {
  row: IntegrationListItem;
  mayWrite: boolean;
}

/** How it is, since when that is known, and how the last checks went; or the way past what keeps it from working. */
export function HealthCell({ row, mayWrite }: HealthCellProps) {
  const go = useGo();
  const obstacle = obstacles[row.config_state];
  if (obstacle && mayWrite) {
    const { icon: Icon, action, detail } = obstacle;
    return (
      <UnstyledButton className={classes.obstacle} onClick={() => go(editing(row.id))} title={detail}>
        <Icon size={14} aria-hidden />
        {action}
      </UnstyledButton>
    );
  }
  const { checked_at, recent } = row.health;
  return (
    <span className={classes.health}>
      <IntegrationHealth {...row} />
      {checked_at !== null && (
        <span className={classes.age}>
          <RelativeTime at={checked_at} />
        </span>
      )}
      {recent.length > 1 && <Sparkline checks={recent} />}
    </span>
  );
}
