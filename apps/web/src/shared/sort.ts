/** By which column a table is sorted. */
export interface Order<Column extends string> {
  column: Column;
  descending: boolean;
}

/** The same as an address holds it: a column, with a minus before it for the largest first. */
export type Sort<Column extends string> = Column | `-${Column}`;

export const sortsBy = <Column extends string>(columns: readonly Column[]): Sort<Column>[] =>
  columns.flatMap((column) => [column, `-${column}` as const]);

export function orderOf<Column extends string>(sort: Sort<Column>): Order<Column> {
  const descending = sort.startsWith('-');
  return { column: (descending ? sort.slice(1) : sort) as Column, descending };
}

/** What a click on a column makes of an order: it sorts by the column, and turns round what already does. */
export function toggled<Column extends string>(
  order: Order<Column>,
  column: Column,
  largestFirst: boolean,
): Sort<Column> {
  const descending = order.column === column ? !order.descending : largestFirst;
  return descending ? `-${column}` : column;
}
