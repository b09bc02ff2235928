import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { testTransactions } from '../../test/support/test-transactions.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Secret } from '../platform/config/secret.ts';
import { KeyRing } from './key-ring.ts';
import { type SecretPlace, Vault } from './vault.ts';

const { transactions, owner, newScope } = await testTransactions();
const salt = randomBytes(32);
const key = () => new Secret(randomBytes(32).toString('base64'));
const first = key();
const vault = new Vault(KeyRing.from(first, [], salt));
const scope = await newScope();
const place: SecretPlace = { table: 'integrations', column: 'password', rowId: 7 };

const seal = (by: Vault, of: TenantScope, text: string, at = place) =>
  transactions.run(of, (tx) => by.seal(tx, at, text));
const open = (by: Vault, of: TenantScope, envelope: string, at = place) =>
  transactions.run(of, (tx) => by.open(tx, at, envelope));
const unreadable = { name: 'secret_unreadable' };

test.each(['x', 'pässwörd 😀', '-----BEGIN\nKEY-----', 'a.b.c', 'x'.repeat(8192)])(
  'opens %j where it was sealed',
  async (text) => {
    const { envelope, keyId } = await seal(vault, scope, text);
    expect(envelope).toMatch(new RegExp(`^ims1\\.${keyId}\\.`));
    expect(envelope).not.toContain(text.slice(0, 8).padEnd(8, '?'));
    expect(await open(vault, scope, envelope)).toBe(text);
  },
);

describe('an envelope does not open', () => {
  test.each<[string, Partial<SecretPlace>]>([
    ['row', { rowId: 8 }],
    ['column', { column: 'username' }],
    ['table', { table: 'webhooks' }],
  ])('in another %s', async (_name, elsewhere) => {
    const { envelope } = await seal(vault, scope, 'secret');
    await expect(open(vault, scope, envelope, { ...place, ...elsewhere })).rejects.toMatchObject(unreadable);
  });

  test('in a place whose parts only join to the same text', async () => {
    const { envelope } = await seal(vault, scope, 'secret', { table: 'a', column: 'bc', rowId: 1 });
    await expect(open(vault, scope, envelope, { table: 'ab', column: 'c', rowId: 1 })).rejects.toMatchObject(
      unreadable,
    );
  });

  test('in another tenant, also when that is given the key’s row', async () => {
    const other = await newScope();
    const { envelope, keyId } = await seal(vault, scope, 'secret');
    await expect(open(vault, other, envelope)).rejects.toMatchObject(unreadable);
    await owner.query(
      'INSERT INTO tenant_keys SELECT gen_random_uuid(), $2, kek_id, wrapped FROM tenant_keys WHERE id = $1',
      [keyId, other.tenantId],
    );
    const { rows } = await owner.query('SELECT id FROM tenant_keys WHERE tenant_id = $1', [other.tenantId]);
    await expect(open(vault, other, envelope.replace(keyId, rows[0].id))).rejects.toMatchObject(unreadable);
  });

  test('with any byte changed, missing or added', async () => {
    const { envelope } = await seal(vault, scope, 'a secret of some length');
    const [format, keyId, iv = '', data = ''] = envelope.split('.');
    const bytes = Buffer.concat([Buffer.from(iv, 'base64url'), Buffer.from(data, 'base64url')]);
    const joined = (changed: Buffer) =>
      [format, keyId, changed.subarray(0, 12).toString('base64url'), changed.subarray(12).toString('base64url')].join(
        '.',
      );
    expect(await open(vault, scope, joined(bytes))).toBe('a secret of some length');
    const changed = [
      ...Array.from(bytes, (byte, index) => Buffer.from(bytes).fill(byte ^ 1, index, index + 1)),
      ...[1, 4, 8, 12, 16].map((count) => bytes.subarray(0, -count)),
      bytes.subarray(0, 12),
      Buffer.concat([bytes, Buffer.alloc(1)]),
    ];
    for (const one of changed) await expect(open(vault, scope, joined(one))).rejects.toMatchObject(unreadable);
  });

  test.each([
    '',
    'plain text',
    'ims1',
    'ims1...',
    'ims2.a.b.c',
    'ims1.00000000-0000-4000-8000-000000000000.AAAA.AAAA',
    'ims1.not-a-uuid.AAAA.AAAA',
  ])('that is %j', async (envelope) => {
    await expect(open(vault, scope, envelope)).rejects.toMatchObject(unreadable);
  });

  test('with the key of another envelope', async () => {
    const other = await newScope();
    const [mine, theirs] = [await seal(vault, scope, 'secret'), await seal(vault, other, 'secret')];
    await expect(open(vault, scope, mine.envelope.replace(mine.keyId, theirs.keyId))).rejects.toMatchObject(unreadable);
  });

  test('once the wrapped key in the database is tampered with', async () => {
    const tampered = await newScope();
    const { envelope, keyId } = await seal(vault, tampered, 'secret');
    await owner.query(
      `UPDATE tenant_keys SET wrapped = (SELECT wrapped FROM tenant_keys WHERE tenant_id = $2 LIMIT 1) WHERE id = $1`,
      [keyId, scope.tenantId],
    );
    const fresh = new Vault(KeyRing.from(first, [], salt));
    await expect(open(fresh, tampered, envelope)).rejects.toMatchObject(unreadable);
    await expect(seal(fresh, tampered, 'new secret'), 'a new secret gets a new key').resolves.not.toMatchObject({
      keyId,
    });
  });
});

describe('a tenant', () => {
  test('has one data key, also when its first secrets are sealed at once', async () => {
    const fresh = await newScope();
    const sealed = await Promise.all(
      Array.from({ length: 4 }, (_, index) => seal(new Vault(KeyRing.from(first, [], salt)), fresh, `secret ${index}`)),
    );
    expect(new Set(sealed.map(({ keyId }) => keyId)).size).toBe(1);
    for (const [index, { envelope }] of sealed.entries())
      expect(await open(vault, fresh, envelope)).toBe(`secret ${index}`);
  });

  test('has its data key stored wrapped only', async () => {
    const { keyId } = await seal(vault, scope, 'secret');
    const { rows } = await owner.query('SELECT wrapped FROM tenant_keys WHERE id = $1', [keyId]);
    expect(rows[0].wrapped).toMatch(/^[\w-]{16}\.[\w-]{64}$/);
  });
});

describe('another SECRET_KEY', () => {
  test('opens nothing of the first', async () => {
    const { envelope } = await seal(vault, scope, 'secret');
    await expect(open(new Vault(KeyRing.from(key(), [], salt)), scope, envelope)).rejects.toMatchObject(unreadable);
    await expect(
      open(new Vault(KeyRing.from(first, [], randomBytes(32))), scope, envelope),
      'nor does another salt',
    ).rejects.toMatchObject(unreadable);
  });

  test('with the first as previous opens both, and seals under itself', async () => {
    const { envelope, keyId } = await seal(vault, scope, 'old');
    const second = key();
    const rotated = new Vault(KeyRing.from(second, [first], salt));
    expect(await open(rotated, scope, envelope)).toBe('old');
    const sealed = await seal(rotated, scope, 'new');
    expect(sealed.keyId).not.toBe(keyId);
    expect(await open(new Vault(KeyRing.from(second, [], salt)), scope, sealed.envelope)).toBe('new');
    await expect(open(vault, scope, sealed.envelope)).rejects.toMatchObject(unreadable);
  });
});
