import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@ims/test-kit';
import { DataSource } from 'typeorm';
import { afterAll } from 'vitest';
import { type TenantId, TenantScope } from '../../src/platform/access/tenant-scope.ts';
import { Transactions } from '../../src/platform/database/transactions.ts';

export interface TestTransactions {
  transactions: Transactions;
  owner: TestDatabase['owner'];
  appUrl: string;
  /** Work in the name of a new tenant. */
  newScope(): Promise<TenantScope>;
}

/** Transactions as the application has them, over a database that is gone when the tests around the call have run. */
export async function testTransactions(): Promise<TestTransactions> {
  const { appUrl, owner, drop } = await testDatabase();
  const dataSource = await new DataSource({ type: 'postgres', url: appUrl, extra: { max: 4 } }).initialize();
  afterAll(async () => {
    await dataSource.destroy();
    await drop();
  });
  return {
    transactions: new Transactions(dataSource),
    owner,
    appUrl,
    newScope: async () => {
      const slug = `tenant-${randomUUID().slice(0, 8)}`;
      const { rows } = await owner.query<{ id: TenantId }>(
        'INSERT INTO tenants (slug, name) VALUES ($1, $1) RETURNING id',
        [slug],
      );
      return TenantScope.ofSystem({ id: rows[0]?.id as TenantId, slug }, 'test');
    },
  };
}
