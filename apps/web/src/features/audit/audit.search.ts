import * as z from 'zod/mini';

const text = z.catch(z.optional(z.string()), undefined);
const day = z.catch(z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))), undefined);

/** The filters of the audit log, as the address holds them; days are in the viewer's zone, both included. */
export const auditSearch = z.object({
  resource: text,
  action: text,
  actor: text,
  from: day,
  to: day,
});

export type AuditSearch = z.output<typeof auditSearch>;

export const isFiltered = (search: AuditSearch) => Object.values(search).some((value) => value !== undefined);
