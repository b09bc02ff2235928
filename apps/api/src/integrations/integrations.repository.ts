import { Injectable } from '@nestjs/common';
import { LogoSigner } from '../assets/index.ts';
import { KeyRing } from '../crypto/index.ts';
import { ScopedTable } from '../platform/database/scoped-table.ts';
import type { Reader, ScopedTx } from '../platform/database/transactions.ts';
import { notFound } from '../platform/errors/common-errors.ts';
import type { Cursor } from '../platform/http/page.ts';
import type { IntegrationsQuery } from './integration.dto.ts';
import { IntegrationEntity, type IntegrationId } from './integration.entity.ts';
import {
  detailStatement,
  fallbackChain,
  listStatements,
  lockFallbacks,
  nextId,
  sealedSecret,
} from './integrations.sql.ts';

export type IntegrationValues = Partial<
  Omit<IntegrationEntity, 'id' | 'tenant_id' | 'version' | 'created_at' | 'last_updated_at'>
>;

export interface ListedPage {
  total: number;
  more: boolean;
  last_key: string | null;
  last_id: number | null;
  json: string;
}

@Injectable()
export class IntegrationsRepository {
  private readonly table = new ScopedTable(IntegrationEntity);

  constructor(
    private readonly ring: KeyRing,
    private readonly logos: LogoSigner,
  ) {}

  async page(reader: Reader, query: IntegrationsQuery, after: Cursor | undefined): Promise<ListedPage> {
    const filters = [query.type, query.provider, query.active, query.health, query.q || null].map(
      (value) => value ?? null,
    );
    const values = [...this.viewValues(reader), ...filters, after?.value ?? null, after?.id ?? null, query.limit];
    const [page] = await reader.rows<ListedPage>(listStatements[query.sort], values);
    return page as ListedPage;
  }

  async detail(reader: Reader, id: IntegrationId): Promise<{ version: number; json: string }> {
    const [row] = await reader.rows<{ version: number; json: string }>(detailStatement, [
      ...this.viewValues(reader),
      id,
    ]);
    if (!row) throw notFound();
    return row;
  }

  async locked(tx: ScopedTx, id: IntegrationId): Promise<IntegrationEntity> {
    const row = await this.table.locked(tx, { id });
    if (!row) throw notFound();
    return row;
  }

  async get(tx: ScopedTx, id: IntegrationId): Promise<IntegrationEntity> {
    const row = await this.find(tx, id);
    if (!row) throw notFound();
    return row;
  }

  async envelope(tx: ScopedTx, id: IntegrationId): Promise<string | null> {
    const [row] = await tx.rows<{ password: string | null }>(sealedSecret, [tx.scope.tenantId, id]);
    return row?.password ?? null;
  }

  find(tx: ScopedTx, id: IntegrationId): Promise<IntegrationEntity | null> {
    return this.table.one(tx, { id });
  }

  findUsersOf(tx: ScopedTx, id: IntegrationId): Promise<IntegrationEntity[]> {
    return this.table.manyLocked(tx, { fallback_integration_id: id });
  }

  /** The id comes first: a secret is sealed for its row before the row exists. */
  async nextId(tx: ScopedTx): Promise<IntegrationId> {
    const [row] = await tx.rows<{ id: IntegrationId }>(nextId);
    return (row as { id: IntegrationId }).id;
  }

  insert(tx: ScopedTx, id: IntegrationId, values: IntegrationValues): Promise<IntegrationEntity> {
    return this.table.insert(tx, { id, ...values });
  }

  async patch(tx: ScopedTx, row: IntegrationEntity, values: IntegrationValues): Promise<void> {
    await this.table.patch(tx, { id: row.id }, { ...values, version: row.version + 1, last_updated_at: new Date() });
  }

  async remove(tx: ScopedTx, id: IntegrationId): Promise<void> {
    await this.table.remove(tx, { id });
  }

  async lockFallbacks(tx: ScopedTx): Promise<void> {
    await tx.rows(lockFallbacks, [tx.scope.tenantId]);
  }

  async fallbackChain(tx: ScopedTx, from: IntegrationId): Promise<number[]> {
    return (await tx.rows<{ id: number }>(fallbackChain, [tx.scope.tenantId, from])).map((row) => row.id);
  }

  private viewValues({ scope }: Reader): unknown[] {
    const { tenantId, tenantSlug } = scope;
    const { expires, key } = this.logos.window(tenantSlug);
    return [tenantId, this.ring.ids, scope.may('integrations:read_connection'), tenantSlug, expires, key];
  }
}
