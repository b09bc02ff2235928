import { Button } from '@mantine/core';
import { useState } from 'react';
import table from '../../../shared/data-table.module.css';
import { DataTable, Head } from '../../../shared/data-table.tsx';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import classes from './checks-table.module.css';
import { type Check, statusWords } from './health-words.ts';

const SHOWN = 8;

/** The checks, newest first. */
export function ChecksTable({ checks }: { checks: readonly Check[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? checks : checks.slice(0, SHOWN);
  return (
    <>
      <DataTable
        className={classes.table}
        head={
          <>
            <Head>Check</Head>
            <Head>Found</Head>
            <Head className={classes.latency}>Latency</Head>
            <Head wide>Begun</Head>
            <Head className={classes.when}>When</Head>
          </>
        }
      >
        <tbody>
          {shown.map((check) => (
            <CheckRow key={`${check.at} ${check.trigger}`} check={check} />
          ))}
        </tbody>
      </DataTable>
      {checks.length > SHOWN && (
        <div className={classes.more}>
          <Button variant="subtle" color="gray" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${checks.length} checks`}
          </Button>
        </div>
      )}
    </>
  );
}

function CheckRow({ check: { at, status, error_class, message, latency_ms, trigger } }: { check: Check }) {
  const { label, tone } = statusWords[status];
  return (
    <tr>
      <td>
        <StatusBadge tone={tone}>{label}</StatusBadge>
      </td>
      <td className={classes.found}>
        {message} {error_class && <code>{error_class}</code>}
      </td>
      <td className={classes.latency}>
        <data value={latency_ms}>{latency_ms} ms</data>
      </td>
      <td className={table.wide}>{trigger === 'manual' ? 'By a person' : 'By itself'}</td>
      <td className={classes.when}>
        <RelativeTime at={at} />
      </td>
    </tr>
  );
}
