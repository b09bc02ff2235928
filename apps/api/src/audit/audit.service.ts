import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { JsonText } from '../platform/http/answer.ts';
import { decodeCursor, encodeCursor } from '../platform/http/page.ts';
import type { AuditQuery } from './audit.dto.ts';
import { AuditRepository } from './audit.repository.ts';
import { changesBetween } from './changes.ts';

export interface AuditedChange {
  /** `resource.past_tense`. */
  action: string;
  resource: { type: string; id: number; name: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

@Injectable()
export class AuditService {
  constructor(
    private readonly repository: AuditRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Writes who changed what, in the change's own transaction. Secrets among the fields are kept as `[redacted]`. */
  record(tx: ScopedTx, { action, resource, before = {}, after = {} }: AuditedChange): Promise<void> {
    return this.repository.insert(tx, action, resource, changesBetween(before, after));
  }

  async list(scope: TenantScope, query: AuditQuery): Promise<JsonText> {
    const after = decodeCursor(query.cursor, 'newest');
    const page = await this.repository.page(this.transactions.reader(scope), query, after);
    const next = page.more && page.last !== null ? encodeCursor({ sort: 'newest', value: null, id: page.last }) : null;
    return new JsonText(page.json, { page: { total: page.total, next } });
  }
}
