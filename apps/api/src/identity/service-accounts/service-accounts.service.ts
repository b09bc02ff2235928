import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.ts';
import { Outbox } from '../../events/index.ts';
import type { ServiceAccountId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { violatedUnique } from '../../platform/database/database-errors.ts';
import { once } from '../../platform/database/once.ts';
import { type ScopedTx, Transactions } from '../../platform/database/transactions.ts';
import { errorKind } from '../../platform/errors/coded-error.ts';
import { invalidField } from '../../platform/errors/common-errors.ts';
import type { IdempotencyKey } from '../../platform/http/params.ts';
import { assertVersion } from '../../platform/http/version.ts';
import {
  type CreatedServiceAccount,
  type CreatedServiceKey,
  type NewServiceAccountBody,
  type NewServiceKeyBody,
  type ServiceAccountView,
  toServiceAccountView,
  toServiceKeyView,
} from './service-account.dto.ts';
import type { ServiceAccountEntity } from './service-account.entity.ts';
import { ServiceAccountsRepository } from './service-accounts.repository.ts';
import { ServiceDirectory } from './service-directory.ts';
import type { ServiceKeyEntity, ServiceKeyId } from './service-key.entity.ts';
import { hashServiceKey, makeServiceKey } from './service-key.ts';

const accountExists = errorKind('service_account_exists', {
  status: 409,
  title: 'There is a service account of this name',
});
const accountExpired = errorKind('service_account_expired', { status: 409, title: 'This service account has ended' });
const keyShownOnce = errorKind('key_shown_once', {
  status: 409,
  title: 'This was done, and its key is shown only once',
});

@Injectable()
export class ServiceAccountsService {
  constructor(
    private readonly repository: ServiceAccountsRepository,
    private readonly directory: ServiceDirectory,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  list(scope: TenantScope): Promise<ServiceAccountView[]> {
    return this.transactions.run(scope, async (tx) =>
      (await this.repository.list(tx)).map(({ account, keys }) => toServiceAccountView(account, keys)),
    );
  }

  /** Makes an account and its first key. Throws 409 `service_account_exists`, `key_shown_once`. */
  create(
    scope: TenantScope,
    { name, scopes, expires_at }: NewServiceAccountBody,
    idempotencyKey: IdempotencyKey | undefined,
  ): Promise<CreatedServiceAccount> {
    return this.transactions.run(scope, (tx) =>
      onceShown(tx, idempotencyKey, async () => {
        const values = { name, scopes, expires_at, created_by: scope.actor.name };
        const account = await this.unique(name, () => this.repository.insert(tx, values));
        const { row, key } = await this.insertKey(tx, account, expires_at);
        const after = { name, scopes, expires_at, last_four: row.last_four };
        await this.record(tx, 'service_account.created', account, { after });
        return { ...toServiceAccountView(account, [row]), key };
      }),
    );
  }

  async remove(scope: TenantScope, id: ServiceAccountId, version: number | undefined): Promise<void> {
    await this.transactions.run(scope, async (tx) => {
      const account = await this.repository.getLocked(tx, id);
      assertVersion(account, version);
      await this.repository.remove(tx, id);
      const { name, scopes, expires_at } = account;
      await this.record(tx, 'service_account.deleted', account, { before: { name, scopes, expires_at } });
    });
    this.directory.forgetAll();
  }

  /** Makes another key, so that one can be replaced while both work. Throws 404, 409, 422. */
  createKey(
    scope: TenantScope,
    id: ServiceAccountId,
    { expires_at }: NewServiceKeyBody,
    idempotencyKey: IdempotencyKey | undefined,
  ): Promise<CreatedServiceKey> {
    return this.transactions.run(scope, async (tx) => {
      const account = await this.repository.getLocked(tx, id);
      return onceShown(tx, idempotencyKey, async () => {
        assertWithin(account, expires_at);
        const { row, key } = await this.insertKey(tx, account, expires_at ?? account.expires_at);
        await this.repository.countVersion(tx, account);
        await this.record(tx, 'service_account.key_created', account, { after: factsOf(row), keyId: row.id });
        return { ...toServiceKeyView(row), key };
      });
    });
  }

  async removeKey(scope: TenantScope, id: ServiceAccountId, keyId: ServiceKeyId): Promise<void> {
    await this.transactions.run(scope, async (tx) => {
      const account = await this.repository.getLocked(tx, id);
      const row = await this.repository.getKey(tx, id, keyId);
      await this.repository.removeKey(tx, keyId);
      await this.repository.countVersion(tx, account);
      await this.record(tx, 'service_account.key_revoked', account, { before: factsOf(row), keyId });
    });
    this.directory.forgetAll();
  }

  private async insertKey(tx: ScopedTx, account: ServiceAccountEntity, expires_at: Date | null) {
    const key = makeServiceKey();
    const row = await this.repository.insertKey(tx, {
      service_account_id: account.id,
      key_hash: hashServiceKey(key),
      last_four: key.slice(-4),
      expires_at,
    });
    return { row, key };
  }

  private async unique<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!violatedUnique(error)) throw error;
      throw accountExists({ detail: `${name} exists already. Make another key for it instead.`, cause: error });
    }
  }

  private async record(
    tx: ScopedTx,
    action: string,
    { id, name }: ServiceAccountEntity,
    change: { before?: Record<string, unknown>; after?: Record<string, unknown>; keyId?: ServiceKeyId },
  ): Promise<void> {
    const { before, after, keyId } = change;
    await this.audit.record(tx, { action, resource: { type: 'service_account', id, name }, before, after });
    await this.outbox.add(tx, action, { id, ...(keyId === undefined ? {} : { key_id: keyId }) });
  }
}

const factsOf = ({ last_four, expires_at }: ServiceKeyEntity) => ({ last_four, expires_at });

/** No key outlives its account. */
function assertWithin({ name, expires_at: end }: ServiceAccountEntity, expiresAt: Date | null): void {
  if (!end) return;
  if (end.getTime() <= Date.now()) throw accountExpired({ detail: `${name} has expired. Create another account.` });
  if (expiresAt && expiresAt > end)
    throw invalidField('/expires_at', 'after_account', `must not be after the account ends, at ${end.toISOString()}`);
}

/**
 * Does `work` at most once for an Idempotency-Key, and keeps nothing of its answer, which holds a key in clear: a
 * repetition is told that the key is gone.
 */
async function onceShown<T>(tx: ScopedTx, key: IdempotencyKey | undefined, work: () => Promise<T>): Promise<T> {
  let done: { answer: T } | undefined;
  await once(tx, key, async () => {
    done = { answer: await work() };
    return '';
  });
  if (done) return done.answer;
  throw keyShownOnce({
    detail:
      'The first request with this Idempotency-Key was carried out. If you lost its key, revoke that and make another.',
  });
}
