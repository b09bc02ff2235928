import { Injectable } from '@nestjs/common';
import type { ServiceAccountId } from '../../platform/access/tenant-scope.ts';
import { ScopedTable } from '../../platform/database/scoped-table.ts';
import type { ScopedTx } from '../../platform/database/transactions.ts';
import { notFound } from '../../platform/errors/common-errors.ts';
import { ServiceAccountEntity } from './service-account.entity.ts';
import { ServiceKeyEntity, type ServiceKeyId } from './service-key.entity.ts';

/** An account with its keys, the oldest first. */
export interface AccountWithKeys {
  account: ServiceAccountEntity;
  keys: ServiceKeyEntity[];
}

type NewAccount = Pick<ServiceAccountEntity, 'name' | 'scopes' | 'expires_at' | 'created_by'>;
type NewKey = Pick<ServiceKeyEntity, 'service_account_id' | 'key_hash' | 'last_four' | 'expires_at'>;

@Injectable()
export class ServiceAccountsRepository {
  private readonly accounts = new ScopedTable(ServiceAccountEntity);
  private readonly keys = new ScopedTable(ServiceKeyEntity);

  async list(tx: ScopedTx): Promise<AccountWithKeys[]> {
    const accounts = await this.accounts.many(tx, {});
    const keys = (await this.keys.many(tx, {})).sort((a, b) => a.id - b.id);
    return accounts
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((account) => ({ account, keys: keys.filter((key) => key.service_account_id === account.id) }));
  }

  async getLocked(tx: ScopedTx, id: ServiceAccountId): Promise<ServiceAccountEntity> {
    return found(await this.accounts.locked(tx, { id }));
  }

  async getKey(tx: ScopedTx, accountId: ServiceAccountId, id: ServiceKeyId): Promise<ServiceKeyEntity> {
    return found(await this.keys.one(tx, { id, service_account_id: accountId }));
  }

  insert(tx: ScopedTx, values: NewAccount): Promise<ServiceAccountEntity> {
    return this.accounts.insert(tx, values);
  }

  insertKey(tx: ScopedTx, values: NewKey): Promise<ServiceKeyEntity> {
    return this.keys.insert(tx, values);
  }

  /** Its keys are part of an account: whoever saw others sees an old version. */
  async countVersion(tx: ScopedTx, { id, version }: ServiceAccountEntity): Promise<void> {
    await this.accounts.patch(tx, { id }, { version: version + 1, last_updated_at: new Date() });
  }

  /** Its keys go with it. */
  async remove(tx: ScopedTx, id: ServiceAccountId): Promise<void> {
    await this.accounts.remove(tx, { id });
  }

  async removeKey(tx: ScopedTx, id: ServiceKeyId): Promise<void> {
    await this.keys.remove(tx, { id });
  }
}

function found<Row>(row: Row | null): Row {
  if (!row) throw notFound();
  return row;
}
