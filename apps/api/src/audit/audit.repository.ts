import { Injectable } from '@nestjs/common';
import type { Reader, ScopedTx, Statement } from '../platform/database/transactions.ts';
import type { Cursor } from '../platform/http/page.ts';
import type { AuditQuery } from './audit.dto.ts';
import type { Changes } from './changes.ts';

const insertEntry: Statement = {
  name: 'audit-insert',
  text: `INSERT INTO audit_entries
           (tenant_id, actor_kind, actor_id, actor_name, action, resource_type, resource_id, resource_name, changes, request_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};

const listEntries: Statement = {
  name: 'audit-list',
  text: `WITH found AS (
           SELECT * FROM audit_entries
            WHERE tenant_id = $1
              AND ($2::text IS NULL OR resource_type = $2) AND ($3::int IS NULL OR resource_id = $3)
              AND ($4::text IS NULL OR action = $4)
              AND ($5::text IS NULL OR strpos(lower(actor_name), lower($5)) > 0)
              AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
         ), beyond AS (SELECT * FROM found WHERE $8::bigint IS NULL OR id < $8 ORDER BY id DESC LIMIT $9::int + 1),
           page AS (SELECT * FROM beyond ORDER BY id DESC LIMIT $9::int)
         SELECT (SELECT count(*)::int FROM found) AS total,
                (SELECT count(*) FROM beyond) > $9::int AS more,
                (SELECT min(id)::int FROM page) AS last,
                coalesce((SELECT json_agg(json_build_object(
                  'id', id, 'at', rfc3339(at),
                  'actor', json_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name),
                  'action', action,
                  'resource', json_build_object('type', resource_type, 'id', resource_id, 'name', resource_name),
                  'changes', changes, 'request_id', request_id) ORDER BY id DESC) FROM page), '[]')::text AS json`,
};

export interface AuditPage {
  total: number;
  more: boolean;
  last: number | null;
  json: string;
}

@Injectable()
export class AuditRepository {
  async insert(
    tx: ScopedTx,
    action: string,
    resource: { type: string; id: number; name: string },
    changes: Changes,
  ): Promise<void> {
    const { tenantId, actor, requestId } = tx.scope;
    await tx.rows(insertEntry, [
      tenantId,
      actor.kind,
      actor.id,
      actor.name,
      action,
      resource.type,
      resource.id,
      resource.name,
      JSON.stringify(changes),
      requestId,
    ]);
  }

  async page(reader: Reader, query: AuditQuery, after: Cursor | undefined): Promise<AuditPage> {
    const { resource_type, resource_id, action, actor, from, to, limit } = query;
    const filters = [resource_type, resource_id, action, actor, from, to].map((value) => value ?? null);
    const [page] = await reader.rows<AuditPage>(listEntries, [
      reader.scope.tenantId,
      ...filters,
      after?.id ?? null,
      limit,
    ]);
    return page as AuditPage;
  }
}
