import { Injectable } from '@nestjs/common';
import type { TenantId } from '../platform/access/tenant-scope.ts';
import type { PlatformTx, ScopedTx, Statement } from '../platform/database/transactions.ts';
import { TenantEntity } from './tenant.entity.ts';

/** What the people of a tenant may change of it. */
export type TenantSettings = Pick<
  TenantEntity,
  'name' | 'accent_color' | 'time_zone' | 'unknown_price' | 'default_input_price' | 'default_output_price'
>;

const knowsTimeZone: Statement = {
  name: 'tenants-knows-time-zone',
  text: 'SELECT 1 FROM pg_timezone_names WHERE name = $1',
};

/** The table has no `tenant_id`: each row is a tenant. Row-level security shows a tenant its own row, the platform all. */
@Injectable()
export class TenantsRepository {
  own(tx: ScopedTx): Promise<TenantEntity> {
    return tx.manager.findOneByOrFail(TenantEntity, { id: tx.scope.tenantId });
  }

  ownLocked(tx: ScopedTx): Promise<TenantEntity> {
    return tx.manager.findOneOrFail(TenantEntity, {
      where: { id: tx.scope.tenantId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async patchOwn(tx: ScopedTx, row: TenantEntity, values: Partial<TenantSettings>): Promise<TenantEntity> {
    const changed = { ...values, version: row.version + 1, last_updated_at: new Date() };
    await tx.manager.update(TenantEntity, { id: tx.scope.tenantId }, changed);
    return { ...row, ...changed };
  }

  /** The database has a list of time zones of its own, and works out days by it. */
  async knowsTimeZone(tx: ScopedTx, name: string): Promise<boolean> {
    return (await tx.rows(knowsTimeZone, [name])).length > 0;
  }

  all(tx: PlatformTx): Promise<TenantEntity[]> {
    return tx.manager.find(TenantEntity, { order: { slug: 'ASC' } });
  }

  find(tx: PlatformTx, id: TenantId): Promise<TenantEntity | null> {
    return tx.manager.findOneBy(TenantEntity, { id });
  }

  findLocked(tx: PlatformTx, id: TenantId): Promise<TenantEntity | null> {
    return tx.manager.findOne(TenantEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async insert(
    tx: PlatformTx,
    values: Pick<TenantEntity, 'slug' | 'name'> & Partial<Pick<TenantEntity, 'accent_color'>>,
  ): Promise<TenantEntity> {
    const result = await tx.manager
      .createQueryBuilder()
      .insert()
      .into(TenantEntity)
      .values(values)
      .returning('*')
      .execute();
    return result.raw[0];
  }

  async setStatus(tx: PlatformTx, row: TenantEntity, status: TenantEntity['status']): Promise<TenantEntity> {
    const changed = { status, version: row.version + 1, last_updated_at: new Date() };
    await tx.manager.update(TenantEntity, { id: row.id }, changed);
    return { ...row, ...changed };
  }
}
