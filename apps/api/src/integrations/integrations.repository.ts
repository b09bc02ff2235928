import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { LogoSigner } from '../assets/index.ts';
import type { ConnectorRegistry } from '../connectors/index.ts';
import { KeyRing } from '../crypto/index.ts';
import type { TenantId } from '../platform/access/tenant-scope.ts';
import { Listener } from '../platform/database/listener.ts';
import { ScopedTable } from '../platform/database/scoped-table.ts';
import type { PlatformTx, Reader, ScopedTx } from '../platform/database/transactions.ts';
import { notFound } from '../platform/errors/common-errors.ts';
import type { Cursor } from '../platform/http/page.ts';
import type { SettingsState } from './fit-settings.ts';
import type { IntegrationsQuery, IntegrationType, ServiceIntegrationsQuery } from './integration.dto.ts';
import { IntegrationEntity, type IntegrationId } from './integration.entity.ts';
import { INTEGRATION_CHANGES } from './integration-changes.ts';
import {
  detailStatement,
  fallbackChain,
  idOf,
  listStatements,
  lockFallbacks,
  nextId,
  otherVersions,
  sealedById,
  sealedByType,
  serviceListStatement,
  setSettingsState,
} from './integrations.sql.ts';

export type IntegrationValues = Partial<
  Omit<IntegrationEntity, 'id' | 'tenant_id' | 'version' | 'created_at' | 'last_updated_at'>
>;

/** What is needed to use an integration, its envelope included. */
export type SealedIntegration = Pick<
  IntegrationEntity,
  | 'id'
  | 'provider'
  | 'type'
  | 'display_name'
  | 'active'
  | 'version'
  | 'connector_version'
  | 'health_status'
  | 'base_url'
  | 'username'
  | 'base_search'
  | 'model'
  | 'model_config'
  | 'provider_metadata'
  | 'cost_config'
  | 'fallback_integration_id'
  | 'password'
  | 'password_updated_at'
  | 'secret_origin'
>;

export interface ListedPage {
  total: number;
  more: boolean;
  last_key: string | null;
  last_id: number | null;
  json: string;
}

const MAX_ID = 2_147_483_647;

@Injectable()
export class IntegrationsRepository {
  private readonly table = new ScopedTable(IntegrationEntity);

  constructor(
    private readonly ring: KeyRing,
    private readonly logos: LogoSigner,
    private readonly listener: Listener,
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

  /** Text of the array, ordered by provider. */
  async listForServices(reader: Reader, { type, active }: ServiceIntegrationsQuery): Promise<string> {
    const values = [reader.scope.tenantId, type ?? null, active ?? null];
    const [list] = await reader.rows<{ json: string }>(serviceListStatement, values);
    return (list as { json: string }).json;
  }

  /** The integration of an id or else a provider, in any case. */
  async idOf(reader: Reader, idOrProvider: string): Promise<IntegrationId> {
    const number = /^[1-9]\d{0,9}$/.test(idOrProvider) ? Number(idOrProvider) : null;
    const id = number !== null && number <= MAX_ID ? number : null;
    const [row] = await reader.rows<{ id: IntegrationId }>(idOf, [reader.scope.tenantId, id, idOrProvider]);
    if (!row) throw notFound();
    return row.id;
  }

  async locked(tx: ScopedTx, id: IntegrationId): Promise<IntegrationEntity> {
    const row = await this.table.locked(tx, { id });
    if (!row) throw notFound();
    return row;
  }

  async sealed(tx: ScopedTx, id: IntegrationId): Promise<SealedIntegration> {
    const [row] = await tx.rows<SealedIntegration>(sealedById, [tx.scope.tenantId, id]);
    if (!row) throw notFound();
    return row;
  }

  sealedOfType(tx: ScopedTx, type: IntegrationType): Promise<SealedIntegration[]> {
    return tx.rows<SealedIntegration>(sealedByType, [tx.scope.tenantId, type]);
  }

  find(tx: ScopedTx, id: IntegrationId): Promise<IntegrationEntity | null> {
    return this.table.one(tx, { id });
  }

  /** What was saved with another version of its connector than the present one, by tenant. */
  withOtherVersions(
    tx: PlatformTx,
    { installed, generic }: ReturnType<ConnectorRegistry['versions']>,
  ): Promise<{ id: TenantId; slug: string; integrations: IntegrationId[] }[]> {
    return tx.rows(otherVersions, [JSON.stringify(installed), JSON.stringify(generic)]);
  }

  manyLocked(tx: ScopedTx, ids: IntegrationId[]): Promise<IntegrationEntity[]> {
    return this.table.manyLocked(tx, { id: In(ids) });
  }

  /** Not a change of anybody's: the version stays. */
  async setSettingsState(tx: ScopedTx, id: IntegrationId, state: SettingsState): Promise<void> {
    await tx.rows(setSettingsState, [tx.scope.tenantId, id, state]);
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
    this.announce(tx);
    return this.table.insert(tx, { id, ...values });
  }

  async patch(tx: ScopedTx, row: IntegrationEntity, values: IntegrationValues): Promise<void> {
    this.announce(tx);
    await this.table.patch(tx, { id: row.id }, { ...values, version: row.version + 1, last_updated_at: new Date() });
  }

  async remove(tx: ScopedTx, id: IntegrationId): Promise<void> {
    this.announce(tx);
    await this.table.remove(tx, { id });
  }

  async lockFallbacks(tx: ScopedTx): Promise<void> {
    await tx.rows(lockFallbacks, [tx.scope.tenantId]);
  }

  async fallbackChain(tx: ScopedTx, from: IntegrationId): Promise<number[]> {
    return (await tx.rows<{ id: number }>(fallbackChain, [tx.scope.tenantId, from])).map((row) => row.id);
  }

  /** The notification of a trigger comes a moment after the answer; who reads next in this process shall see the change. */
  private announce(tx: ScopedTx): void {
    tx.afterCommit(() => this.listener.announce(INTEGRATION_CHANGES, String(tx.scope.tenantId)));
  }

  private viewValues({ scope }: Reader): unknown[] {
    const { tenantId, tenantSlug } = scope;
    const { expires, key } = this.logos.window(tenantSlug);
    return [tenantId, this.ring.ids, scope.may('integrations:read_connection'), tenantSlug, expires, key];
  }
}
