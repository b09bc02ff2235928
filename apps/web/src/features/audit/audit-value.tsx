import { IconLock } from '@tabler/icons-react';
import classes from './audit-details.module.css';

const REDACTED = '[redacted]';

/** A recorded value; a minus or a plus says which side it is on, beside the colour. */
export function AuditValue({ value, side }: { value: unknown; side: 'before' | 'after' }) {
  if (value === null || value === undefined) return <span className={classes.empty}>empty</span>;
  return (
    <span className={classes.value} data-side={side}>
      <span className={classes.sign} aria-hidden>
        {side === 'before' ? '−' : '+'}
      </span>
      {value === REDACTED ? (
        <span className={classes.secret}>
          <IconLock size={13} aria-hidden /> secret, not recorded
        </span>
      ) : (
        <code>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</code>
      )}
    </span>
  );
}
