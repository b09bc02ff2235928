import type { AuditEntry } from '@ims/api-client';
import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import table from '../../shared/data-table.module.css';
import { DataTable, Head } from '../../shared/data-table.tsx';
import { RelativeTime } from '../../shared/relative-time.tsx';
import { AuditDetails } from './audit-details.tsx';
import classes from './audit-table.module.css';
import { resourceIcon, resourceLabel, verbOf } from './audit-words.ts';

export function AuditTable({ entries, busy }: { entries: readonly AuditEntry[]; busy: boolean }) {
  return (
    <DataTable
      className={classes.table}
      busy={busy}
      head={
        <>
          <Head>What happened</Head>
          <Head wide>Resource</Head>
          <Head wide>Fields</Head>
          <Head className={classes.when}>When</Head>
        </>
      }
    >
      <tbody>
        {entries.map((entry) => (
          <EntryRows key={entry.id} entry={entry} />
        ))}
      </tbody>
    </DataTable>
  );
}

function EntryRows({ entry }: { entry: AuditEntry }) {
  const [opened, setOpened] = useState(false);
  const { id, actor, resource, changes, at } = entry;
  const Icon = resourceIcon(resource.type);
  return (
    <>
      <tr className={classes.row} onClick={() => setOpened(!opened)}>
        <td>
          <UnstyledButton
            className={classes.what}
            aria-expanded={opened}
            aria-controls={`entry-${id}`}
            onClick={(event) => {
              event.stopPropagation();
              setOpened(!opened);
            }}
          >
            <IconChevronRight size={14} className={classes.chevron} aria-hidden />
            <span className={classes.sentence}>
              <b>{actor.name}</b> {verbOf(entry)} <b>{resource.name}</b>
            </span>
          </UnstyledButton>
        </td>
        <td className={table.wide}>
          <span className={classes.resource}>
            <Icon size={15} stroke={1.75} aria-hidden />
            {resourceLabel(resource.type)}
          </span>
        </td>
        <td className={table.wide}>
          <FieldNames names={Object.keys(changes)} />
        </td>
        <td className={classes.when}>
          <RelativeTime at={at} />
        </td>
      </tr>
      {opened && (
        <tr className={classes.details} id={`entry-${id}`}>
          <td colSpan={4}>
            <AuditDetails entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}

const SHOWN_FIELDS = 3;

function FieldNames({ names }: { names: readonly string[] }) {
  const hidden = names.length - SHOWN_FIELDS;
  return (
    <span className={classes.fields} title={names.join(', ')}>
      {names.slice(0, SHOWN_FIELDS).map((name) => (
        <code key={name}>{name}</code>
      ))}
      {hidden > 0 && <span>+{hidden}</span>}
    </span>
  );
}
