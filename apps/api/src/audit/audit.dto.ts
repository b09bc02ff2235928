import { z } from 'zod';
import { pageQuery } from '../platform/http/page.ts';
import { line } from '../platform/http/text.ts';

const time = z.iso.datetime({ offset: true }).refine((text) => /^(19|20|21)/.test(text), 'must be a time of our days');

export const auditQuery = z.strictObject({
  ...pageQuery,
  resource_type: line(40).optional().describe('For example `integration` or `member`.'),
  resource_id: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  action: line(60).optional().describe('For example `integration.created`.'),
  actor: line(254).optional().describe('Part of the name of who acted.'),
  from: time.optional().describe('Entries from this time on.'),
  to: time.optional().describe('Entries before this time.'),
});
export type AuditQuery = z.output<typeof auditQuery>;

export const auditEntryView = z
  .object({
    id: z.number().int(),
    at: z.iso.datetime(),
    actor: z.object({
      kind: z.enum(['member', 'service', 'operator', 'system']),
      id: z.number().int().nullable(),
      name: z.string(),
    }),
    action: z.string(),
    resource: z.object({ type: z.string(), id: z.number().int(), name: z.string() }),
    changes: z
      .record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }))
      .describe('Fields that changed, with their values before and after; secrets read `[redacted]`.'),
    request_id: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
