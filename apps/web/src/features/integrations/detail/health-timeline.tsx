import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { DataTable, Head } from '../../../shared/data-table.tsx';
import { exactTime } from '../../../shared/format.ts';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import classes from './health-timeline.module.css';
import {
  axisTime,
  durationOf,
  lengthOf,
  type Period,
  percentOf,
  sharesOf,
  statusWords,
  timeOf,
} from './health-words.ts';

/** The time as a bar, a piece for each period; a pattern beside the colour, and the same as a table on demand. */
export function HealthTimeline({ periods }: { periods: readonly Period[] }) {
  const [asTable, setAsTable] = useState(false);
  const tableId = useId();
  const first = periods[0];
  const last = periods.at(-1);
  if (!first || !last) return null;
  const [from, to] = [timeOf(first.from), timeOf(last.to)];
  const shares = sharesOf(periods);
  const summary = shares.map(({ status, share }) => `${statusWords[status].label} ${percentOf(share)}`).join(', ');
  return (
    <div className={classes.timeline}>
      <div className={classes.bar} role="img" aria-label={`Of this time: ${summary}`}>
        {periods.map((period) => (
          <span
            key={period.from}
            className={classes.piece}
            data-status={period.status}
            style={{ flexGrow: lengthOf(period) }}
            title={`${statusWords[period.status].label} for ${durationOf(lengthOf(period))}, from ${exactTime(new Date(period.from))}`}
          />
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{axisTime(from, to - from)}</span>
        <span>{axisTime((from + to) / 2, to - from)}</span>
        <span>Now</span>
      </div>
      <div className={classes.below}>
        <ul className={classes.legend}>
          {shares.map(({ status, share }) => (
            <li key={status}>
              <span className={classes.swatch} data-status={status} aria-hidden />
              {statusWords[status].label} <data value={share}>{percentOf(share)}</data>
            </li>
          ))}
        </ul>
        <UnstyledButton
          className={classes.toggle}
          aria-expanded={asTable}
          aria-controls={tableId}
          onClick={() => setAsTable(!asTable)}
        >
          <IconChevronRight size={13} aria-hidden />
          As a table
        </UnstyledButton>
      </div>
      {asTable && <PeriodsTable id={tableId} periods={periods} />}
    </div>
  );
}

function PeriodsTable({ id, periods }: { id: string; periods: readonly Period[] }) {
  return (
    <div id={id} className={classes.periods}>
      <DataTable
        head={
          <>
            <Head>State</Head>
            <Head>From</Head>
            <Head>For</Head>
          </>
        }
      >
        <tbody>
          {periods.toReversed().map((period) => (
            <tr key={period.from}>
              <td>
                <StatusBadge tone={statusWords[period.status].tone}>{statusWords[period.status].label}</StatusBadge>
              </td>
              <td>
                <time dateTime={period.from}>{exactTime(new Date(period.from))}</time>
              </td>
              <td>{durationOf(lengthOf(period))}</td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </div>
  );
}
