import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.ts';
import { Outbox } from '../events/index.ts';
import { IdentityChanges, MembersService } from '../identity/index.ts';
import { type TenantId, TenantScope } from '../platform/access/tenant-scope.ts';
import { violatedUnique } from '../platform/database/database-errors.ts';
import { type PlatformTx, type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { errorKind } from '../platform/errors/coded-error.ts';
import { invalidField, notFound } from '../platform/errors/common-errors.ts';
import { assertVersion } from '../platform/http/version.ts';
import {
  type CreateTenantBody,
  type SettingsBody,
  type SettingsView,
  type TenantView,
  toSettingsView,
  toTenantView,
  toUnknownPrice,
} from './tenant.dto.ts';
import type { TenantEntity } from './tenant.entity.ts';
import { type TenantSettings, TenantsRepository } from './tenants.repository.ts';

type NewTenant = Pick<TenantEntity, 'slug' | 'name'> & { accent_color?: string };

const tenantExists = errorKind('tenant_exists', { status: 409, title: 'A tenant of this slug exists' });

@Injectable()
export class TenancyService {
  constructor(
    private readonly repository: TenantsRepository,
    private readonly members: MembersService,
    private readonly identity: IdentityChanges,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  settings(scope: TenantScope): Promise<SettingsView> {
    return this.transactions.run(scope, async (tx) => toSettingsView(await this.repository.own(tx)));
  }

  /** Throws 412, 422. */
  changeSettings(scope: TenantScope, body: SettingsBody, version: number | undefined): Promise<SettingsView> {
    return this.transactions.run(scope, async (tx) => {
      const row = await this.repository.ownLocked(tx);
      assertVersion(row, version);
      await this.assertTimeZone(tx, body.time_zone);
      const changed = await this.repository.patchOwn(tx, row, valuesOf(body));
      const [before, after] = [factsOf(row), factsOf(changed)];
      await this.audit.record(tx, { action: 'tenant.updated', resource: resourceOf(row), before, after });
      await this.outbox.add(tx, 'tenant.updated', { id: row.id });
      return toSettingsView(changed);
    });
  }

  private async assertTimeZone(tx: ScopedTx, name: string | undefined): Promise<void> {
    if (name === undefined || (await this.repository.knowsTimeZone(tx, name))) return;
    throw invalidField('/time_zone', 'unknown_time_zone', 'is not known to the database; choose one near it');
  }

  list(): Promise<TenantView[]> {
    return this.transactions.runPlatform((tx) => this.listIn(tx));
  }

  async listIn(tx: PlatformTx): Promise<TenantView[]> {
    return (await this.repository.all(tx)).map(toTenantView);
  }

  get(id: TenantId): Promise<TenantView> {
    return this.transactions.runPlatform(async (tx) => {
      const row = await this.repository.find(tx, id);
      if (!row) throw notFound();
      return toTenantView(row);
    });
  }

  /** Makes a tenant with its first admin: both or, if the slug is taken, neither. */
  async create(body: CreateTenantBody, requestId: string): Promise<TenantView> {
    const admin = await this.members.prepare({ ...body.admin, role: 'admin' });
    return this.transactions.runPlatform(async (platformTx) => {
      const row = await this.insertIn(platformTx, body);
      const tx = await platformTx.bind(TenantScope.ofOperator(row, requestId));
      await this.record(tx, 'tenant.created', row, { slug: row.slug, name: row.name });
      await this.members.insert(tx, admin);
      return toTenantView(row);
    });
  }

  /** Locks everybody of the tenant out, or lets them in again; takes effect with the next request. */
  async setStatus(id: TenantId, status: TenantEntity['status'], requestId: string): Promise<TenantView> {
    const view = await this.transactions.runPlatform(async (platformTx) => {
      const row = await this.repository.findLocked(platformTx, id);
      if (!row) throw notFound();
      if (row.status === status) return toTenantView(row);
      const changed = await this.repository.setStatus(platformTx, row, status);
      const tx = await platformTx.bind(TenantScope.ofOperator(row, requestId));
      await this.record(tx, status === 'suspended' ? 'tenant.suspended' : 'tenant.resumed', row);
      return toTenantView(changed);
    });
    this.identity.forgetAll();
    return view;
  }

  private async record(
    tx: ScopedTx,
    action: string,
    row: TenantEntity,
    after: Record<string, unknown> = {},
  ): Promise<void> {
    await this.audit.record(tx, { action, resource: resourceOf(row), after });
    await this.outbox.add(tx, action, { id: row.id });
  }

  async insertIn(tx: PlatformTx, { slug, name, accent_color }: NewTenant): Promise<TenantEntity> {
    try {
      return await this.repository.insert(tx, { slug, name, accent_color });
    } catch (error) {
      if (violatedUnique(error))
        throw tenantExists({ detail: `The slug ${slug} is taken. Choose another.`, cause: error });
      throw error;
    }
  }
}

const resourceOf = (row: TenantEntity) => ({ type: 'tenant', id: row.id, name: row.name });

const factsOf = (row: TenantEntity) => ({
  name: row.name,
  accent_color: row.accent_color,
  time_zone: row.time_zone,
  unknown_price: toUnknownPrice(row),
});

function valuesOf({ unknown_price, ...others }: SettingsBody): Partial<TenantSettings> {
  if (!unknown_price) return others;
  const { policy, input, output } = unknown_price;
  const text = (dollars: number | null) => (dollars === null ? null : String(dollars));
  return { ...others, unknown_price: policy, default_input_price: text(input), default_output_price: text(output) };
}
