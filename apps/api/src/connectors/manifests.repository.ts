import type { Manifest } from '@ims/connector-sdk';
import { Injectable } from '@nestjs/common';
import type { Reader, ScopedTx, Statement } from '../platform/database/transactions.ts';

export interface StoredManifest {
  id: number;
  provider: string;
  version: number;
  manifest: Manifest;
  created_by: string;
  created_at: Date;
}

const columns = 'id, provider, version, manifest, created_by, created_at';
const current: Statement = {
  name: 'manifests-current',
  text: `SELECT ${columns} FROM connector_manifests WHERE tenant_id = $1 AND provider = lower($2) ORDER BY version DESC LIMIT 1`,
};
const allCurrent: Statement = {
  name: 'manifests-all-current',
  text: `SELECT DISTINCT ON (provider) ${columns} FROM connector_manifests WHERE tenant_id = $1 ORDER BY provider, version DESC`,
};
const versions: Statement = {
  name: 'manifests-versions',
  text: `SELECT ${columns} FROM connector_manifests WHERE tenant_id = $1 AND provider = lower($2) ORDER BY version DESC`,
};
const users: Statement = {
  name: 'manifests-users',
  text: 'SELECT id, coalesce(display_name, provider) AS name FROM integrations WHERE tenant_id = $1 AND lower(provider) = $2 ORDER BY id',
};
/** Two versions written at once take turns. */
const lock: Statement = {
  name: 'manifests-lock',
  text: "SELECT pg_advisory_xact_lock(7340225, hashtext($1 || '/' || lower($2)))",
};
const insert: Statement = {
  name: 'manifests-insert',
  text: `INSERT INTO connector_manifests (tenant_id, provider, version, manifest, created_by) VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
};
/** A raised version says that settings made for an earlier one no longer fit; they are looked through before they are used. */
const outdate: Statement = {
  name: 'manifests-outdate',
  text: `UPDATE integrations SET settings_state = 'schema_outdated'
          WHERE tenant_id = $1 AND lower(provider) = $2 AND connector_version <> $3`,
};
const remove: Statement = {
  name: 'manifests-remove',
  text: 'DELETE FROM connector_manifests WHERE tenant_id = $1 AND provider = $2',
};

@Injectable()
export class ManifestsRepository {
  async findCurrent(reader: Reader, provider: string): Promise<StoredManifest | undefined> {
    return (await reader.rows<StoredManifest>(current, [reader.scope.tenantId, provider]))[0];
  }

  allCurrent(reader: Reader): Promise<StoredManifest[]> {
    return reader.rows<StoredManifest>(allCurrent, [reader.scope.tenantId]);
  }

  /** Newest first. */
  versions(reader: Reader, provider: string): Promise<StoredManifest[]> {
    return reader.rows<StoredManifest>(versions, [reader.scope.tenantId, provider]);
  }

  usersOf(tx: ScopedTx, provider: string): Promise<{ id: number; name: string }[]> {
    return tx.rows<{ id: number; name: string }>(users, [tx.scope.tenantId, provider]);
  }

  async lock(tx: ScopedTx, provider: string): Promise<void> {
    await tx.rows(lock, [String(tx.scope.tenantId), provider]);
  }

  async insert(tx: ScopedTx, manifest: Manifest, version: number): Promise<StoredManifest> {
    const values = [tx.scope.tenantId, manifest.provider, version, manifest, tx.scope.actor.name];
    return (await tx.rows<StoredManifest>(insert, values))[0] as StoredManifest;
  }

  async outdate(tx: ScopedTx, { provider, version }: Manifest): Promise<void> {
    await tx.rows(outdate, [tx.scope.tenantId, provider, version]);
  }

  async remove(tx: ScopedTx, provider: string): Promise<void> {
    await tx.rows(remove, [tx.scope.tenantId, provider]);
  }
}
