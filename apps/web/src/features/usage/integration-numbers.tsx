import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { counted } from '../../shared/format.ts';
import { compact, money, percent } from '../../shared/numbers.ts';
import classes from './integration-numbers.module.css';
import { MANY_ERRORS } from './metrics.ts';
import { useNumbersOf } from './usage.queries.ts';

/** What went through an integration in the last 24 hours, in a cell; empty when nothing did. */
export function IntegrationNumbers({ id }: { id: number }) {
  const numbers = useNumbersOf(id);
  if (!numbers || numbers.attempts === 0) return null;
  const { requests, attempts, failures, error_rate, cost_usd } = numbers;
  return (
    <span className={classes.numbers}>
      <data value={requests}>
        {compact(requests)} {requests === 1 ? 'call' : 'calls'}
      </data>
      {' · '}
      <data value={cost_usd}>{money(cost_usd)}</data>
      {error_rate >= MANY_ERRORS && (
        <span className={classes.errors} title={`${failures} of ${counted(attempts, 'attempt')} failed`}>
          <IconAlertTriangle size={12} aria-hidden /> {percent(error_rate)}
          <VisuallyHidden> failed</VisuallyHidden>
        </span>
      )}
    </span>
  );
}
