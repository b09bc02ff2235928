import type { SourceRecord } from '@ims/api-client';
import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import table from './data-table.module.css';
import { RelativeTime } from './relative-time.tsx';
import classes from './source-records.module.css';

/** Records as a data source gave them, with the way to each in its own system. */
export function SourceRecords({ records, label }: { records: readonly SourceRecord[]; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={table.scroll} aria-label={label} tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col">ID</th>
            <th scope="col" className={table.wide}>
              Kind
            </th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
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
      </table>
    </section>
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
