import { day, searchParams, text } from '../../shared/search-params.ts';

/** The filters of the audit log, as the address holds them; days are in the viewer's zone, both included. */
export const auditSearch = searchParams({
  resource: text(),
  action: text(),
  actor: text(),
  from: day,
  to: day,
});

export type AuditSearch = ReturnType<typeof auditSearch>;

export const isFiltered = (search: AuditSearch) => Object.values(search).some((value) => value !== undefined);
