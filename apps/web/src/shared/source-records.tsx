import type { SourceRecord } from '@ims/api-client';
import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import table from './data-table.module.css';
import { DataTable, Head } from './data-table.tsx';
import { RelativeTime } from './relative-time.tsx';
import classes from './source-records.module.css';

/** Records as a data source gave them, with the way to each in its own system. */
export function SourceRecords({ records, label }: { records: readonly SourceRecord[]; label: string }) {
  return (
    <DataTable
      label={label}
      head={
        <>
          <Head>Title</Head>
          <Head>ID</Head>
          <Head wide>Kind</Head>
          <Head>Changed</Head>
        </>
      }
    >
      <tbody>
        {records.map((record) => (
          <tr key={record.id}>
            <td className={classes.title}>
              <RecordTitle record={record} />
            </td>
            <td>
              <code>{record.id}</code>
            </td>
            <td className={table.wide}>{record.kind}</td>
            <td>
              <RelativeTime at={record.updated_at} never="—" />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function RecordTitle({ record: { title, url, id } }: { record: SourceRecord }) {
  const text = title ?? id;
  if (!url || !/^https?:/.test(url)) return text;
  return (
    <Anchor href={url} target="_blank" rel="noreferrer" title={text}>
      {text} <IconExternalLink size={13} aria-label="(opens in a new tab)" className={classes.icon} />
    </Anchor>
  );
}
