import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Key material, always wrapped: one salt and canary for the installation, data keys for each tenant. */
export class CreateKeys2026112209200 implements MigrationInterface {
  name = 'CreateKeys2026112209200';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE crypto_meta (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        salt bytea NOT NULL CHECK (length(salt) = 32),
        kek_id char(16) NOT NULL,
        canary text NOT NULL
      );
      COMMENT ON COLUMN crypto_meta.canary IS 'a known text sealed under the current key: proves at start that the key is the right one';
      GRANT SELECT, INSERT, UPDATE (kek_id, canary) ON crypto_meta TO ims_rights;

      CREATE TABLE tenant_keys (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        tenant_id int NOT NULL REFERENCES tenants (id),
        kek_id char(16) NOT NULL,
        wrapped text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id)
      );
      ALTER TABLE tenant_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON tenant_keys USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT ON tenant_keys TO ims_rights;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE tenant_keys, crypto_meta');
  }
}
