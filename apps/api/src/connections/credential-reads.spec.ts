import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuditService } from '../audit/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import { type ServiceAccountId, type TenantId, TenantScope } from '../platform/access/tenant-scope.ts';
import type { Transactions } from '../platform/database/transactions.ts';
import { CredentialReads } from './credential-reads.ts';

const secret = { id: 1 as IntegrationId, name: 'Jira', secretVersion: 1 };

function reader(account = 1, requestId = 'a-request') {
  const tenant = { tenantId: 1 as TenantId, tenantSlug: 'acme' };
  const service = { ...tenant, accountId: account as ServiceAccountId, name: `service-${account}`, scopes: [] };
  return TenantScope.ofService(service, requestId);
}

/** An audit trail that can be out of order; each entry says who, under which request, and how many reads. */
class Trail {
  readonly entries: { account: number | null; request: string | null; reads: unknown }[] = [];
  isAway = false;

  readonly transactions = {
    run: (scope: TenantScope, work: (tx: { scope: TenantScope }) => Promise<void>) => work({ scope }),
  } as unknown as Transactions;

  readonly audit = {
    record: async ({ scope }: { scope: TenantScope }, { action, after }: Parameters<AuditService['record']>[1]) => {
      expect(action).toBe('integration.credentials_read');
      if (this.isAway) throw new Error('away');
      this.entries.push({ account: scope.actor.id, request: scope.requestId, reads: after?.reads });
    },
  } as unknown as AuditService;
}

const entry = (reads: number, request = 'a-request', account = 1) => ({ account, request, reads });
let trail: Trail;
let reads: CredentialReads;
const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();

beforeEach(() => {
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  trail = new Trail();
  reads = new CredentialReads(trail.transactions, trail.audit);
});
afterEach(() => logged.mockClear());

test('a first read is in the trail before the secret leaves', async () => {
  await reads.note(reader(), secret);
  expect(trail.entries).toEqual([entry(1)]);
});

test('the reads after it are one entry under the last request', async () => {
  await reads.note(reader(), secret);
  for (const request of ['second', 'third', 'fourth']) expect(reads.note(reader(1, request), secret)).toBeUndefined();
  await reads.flush();
  await reads.flush();
  expect(trail.entries).toEqual([entry(1), entry(3, 'fourth')]);
});

test('a read after a pause is a first one again', async () => {
  await reads.note(reader(), secret);
  await reads.flush();
  await reads.note(reader(), secret);
  expect(trail.entries).toEqual([entry(1), entry(1)]);
});

test('of many first reads at once none leaves before the entry, and each is counted', async () => {
  const asked = Array.from({ length: 20 }, () => reads.note(reader(), secret));
  expect(asked.every((one) => one instanceof Promise)).toBe(true);
  await Promise.all(asked);
  expect(trail.entries).toEqual([entry(1)]);
  await reads.flush();
  expect(trail.entries).toEqual([entry(1), entry(19)]);
});

test('accounts, integrations and secrets are told apart', async () => {
  await reads.note(reader(1), secret);
  await reads.note(reader(2), secret);
  await reads.note(reader(1), { ...secret, id: 2 as IntegrationId });
  await reads.note(reader(1), { ...secret, secretVersion: 2 });
  expect(trail.entries).toEqual([entry(1), entry(1, 'a-request', 2), entry(1), entry(1)]);
});

test('what is counted when the process ends is written', async () => {
  await reads.note(reader(), secret);
  await reads.note(reader(), secret);
  await reads.onApplicationShutdown();
  expect(trail.entries).toEqual([entry(1), entry(1)]);
  expect(logged).not.toHaveBeenCalled();
});

describe('while the trail cannot be written', () => {
  test('nobody gets a secret for the first time, and the next try counts as the first', async () => {
    trail.isAway = true;
    const asked = await Promise.allSettled([reads.note(reader(), secret), reads.note(reader(), secret)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    trail.isAway = false;
    await reads.note(reader(), secret);
    expect(trail.entries).toEqual([entry(1)]);
  });

  test('what was counted is kept and written later', async () => {
    await reads.note(reader(), secret);
    await reads.note(reader(), secret);
    trail.isAway = true;
    await reads.flush();
    await reads.note(reader(), secret);
    trail.isAway = false;
    await reads.flush();
    expect(trail.entries).toEqual([entry(1), entry(2)]);
  });

  test('what is left when the process ends is logged, by the integration and the service', async () => {
    await reads.note(reader(), secret);
    await reads.note(reader(), secret);
    trail.isAway = true;
    await reads.onApplicationShutdown();
    const actor = expect.objectContaining({ kind: 'service', id: 1 });
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ actor, integration: 1, count: 1 }));
  });
});
