import { DataTable, Head } from '../../../shared/data-table.tsx';
import classes from './fields-table.module.css';
import type { NeededField } from './needed-fields.ts';

/** What a connector asks for. */
export function FieldsTable({ fields }: { fields: readonly NeededField[] }) {
  return (
    <DataTable
      className={classes.table}
      head={
        <>
          <Head>Field</Head>
          <Head>What it is</Head>
          <Head>Needed</Head>
        </>
      }
    >
      <tbody>
        {fields.map((field) => (
          <tr key={field.pointer}>
            <th scope="row" className={classes.field}>
              {field.title} <code>{field.pointer.split('/').at(-1)}</code>
            </th>
            <td className={classes.what}>
              {field.description}
              {field.when && <span>Only when {field.when}</span>}
              {field.choices.length > 0 && <span>One of: {field.choices.join(', ')}</span>}
              {field.fallback && (
                <span>
                  Unless you choose: <code>{field.fallback}</code>
                </span>
              )}
              {field.example && field.example !== field.fallback && (
                <span>
                  For example <code>{field.example}</code>
                </span>
              )}
            </td>
            <td className={classes.need}>{field.required ? <b>Required</b> : 'Optional'}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
