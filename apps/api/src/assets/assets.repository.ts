import { Injectable } from '@nestjs/common';
import { ScopedTable } from '../platform/database/scoped-table.ts';
import type { PlatformTx, ScopedTx, Statement } from '../platform/database/transactions.ts';
import { AssetEntity } from './asset.entity.ts';

type Values = Pick<AssetEntity, 'filename' | 'stored_as' | 'content_type' | 'hash' | 'size'>;

const findPublished: Statement = {
  name: 'assets-find-published',
  text: `SELECT a.stored_as, a.content_type, a.hash FROM assets a JOIN tenants t ON t.id = a.tenant_id
          WHERE t.slug = $1 AND t.status = 'active' AND a.filename = $2`,
};
const whichStored: Statement = {
  name: 'assets-which-stored',
  text: `SELECT t.slug || '/integrations/' || a.stored_as AS path FROM assets a JOIN tenants t ON t.id = a.tenant_id
          WHERE t.slug || '/integrations/' || a.stored_as = ANY ($1)`,
};

/** Two uploads of one name at once take turns in choosing theirs. */
const lockNames: Statement = { name: 'assets-lock-names', text: 'SELECT pg_advisory_xact_lock(7340225, $1)' };

@Injectable()
export class AssetsRepository {
  private readonly table = new ScopedTable(AssetEntity);

  find(tx: ScopedTx, filename: string): Promise<AssetEntity | null> {
    return this.table.locked(tx, { filename });
  }

  async lockNames(tx: ScopedTx): Promise<void> {
    await tx.rows(lockNames, [tx.scope.tenantId]);
  }

  insert(tx: ScopedTx, values: Values): Promise<AssetEntity> {
    return this.table.insert(tx, values);
  }

  async replace(tx: ScopedTx, row: AssetEntity, values: Values): Promise<void> {
    await this.table.patch(tx, { id: row.id }, { ...values, created_at: new Date() });
  }

  async remove(tx: ScopedTx, row: AssetEntity): Promise<void> {
    await this.table.remove(tx, { id: row.id });
  }

  async findPublished(tx: PlatformTx, tenantSlug: string, filename: string) {
    type Published = Pick<AssetEntity, 'stored_as' | 'content_type' | 'hash'>;
    return (await tx.rows<Published>(findPublished, [tenantSlug, filename]))[0];
  }

  /** Of these paths in the store, those that a row points at. */
  async referenced(tx: PlatformTx, paths: string[]): Promise<Set<string>> {
    return new Set((await tx.rows<{ path: string }>(whichStored, [paths])).map((row) => row.path));
  }
}
