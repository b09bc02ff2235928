import { ConnectorFault } from '@ims/connector-sdk';

/** Everything: a restriction that is always true, since Jira Cloud refuses to search without any. */
const everything = 'created <= now()';

/** The filter of an integration as a restriction that others can be joined to; its own order does not count. */
export function restrictionOf(baseSearch: string | null | undefined): string {
  const filter = baseSearch?.trim();
  if (!filter) return everything;
  const restriction = filter.slice(0, startOfOrder(filter)).trim();
  if (restriction === '') throw unboundedJql();
  return restriction;
}

/** The search that reads everything the filter allows, in an order that paging can rely on. */
export function jqlFor(baseSearch: string | null | undefined, order: string): string {
  return `(${restrictionOf(baseSearch)}) ORDER BY ${order}`;
}

export function unboundedJql(): ConnectorFault {
  return new ConnectorFault('invalid_config', {
    field: '/base_search',
    message: 'The JQL filter restricts nothing, and Jira does not search without a restriction.',
    remedy: 'Add one, such as `project = APP`, or leave the filter empty to read every issue.',
  });
}

/** Where `ORDER BY` begins, outside of quoted values; the length of the text without one. */
function startOfOrder(jql: string): number {
  const quotedOrOrder = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\border\s+by\b/gis;
  for (const match of jql.matchAll(quotedOrOrder)) {
    if (/^order/i.test(match[0])) return match.index;
  }
  return jql.length;
}
