/** What pg's own cursors and streams import from it, and its types leave out. */
declare module 'pg/lib/utils.js' {
  export function prepareValue(value: unknown): unknown;
}

declare module 'pg/lib/result.js' {
  import type { CustomTypesConfig, FieldDef, QueryResultRow } from 'pg';

  export default class Result {
    constructor(rowMode: string, types: CustomTypesConfig);
    rows: QueryResultRow[];
    addFields(fields: FieldDef[]): void;
    parseRow(values: unknown[]): QueryResultRow;
    addRow(row: QueryResultRow): void;
  }
}
