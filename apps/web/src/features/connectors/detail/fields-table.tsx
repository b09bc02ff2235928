import table from '../../../shared/data-table.module.css';
import classes from './fields-table.module.css';
import type { NeededField } from './needed-fields.ts';

/** What a connector asks for. */
export function FieldsTable({ fields }: { fields: readonly NeededField[] }) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${classes.table}`}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">What it is</th>
            <th scope="col">Needed</th>
          </tr>
        </thead>
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
      </table>
    </div>
  );
}
