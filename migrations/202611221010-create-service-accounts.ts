import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs of a tenant and the keys they come in with. The platform may look across tenants: a key says whose it is. */
export class CreateServiceAccounts2026112210100 implements MigrationInterface {
  name = 'CreateServiceAccounts2026112210100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE service_accounts (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        name varchar(100) NOT NULL,
        scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
        expires_at timestamptz,
        created_by varchar(254) NOT NULL,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id)
      );
      COMMENT ON COLUMN service_accounts.expires_at IS 'from then on none of its keys opens anything';
      CREATE UNIQUE INDEX service_accounts_name_key ON service_accounts (tenant_id, lower(name));
      ALTER TABLE service_accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON service_accounts USING (tenant_id = (SELECT app_tenant()));
      CREATE POLICY look_up ON service_accounts FOR SELECT USING ((SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE, UPDATE (version, last_updated_at) ON service_accounts TO ims_rights;
      GRANT USAGE ON SEQUENCE service_accounts_id_seq TO ims_rights;

      CREATE TABLE service_keys (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL,
        service_account_id int NOT NULL,
        key_hash bytea NOT NULL CHECK (length(key_hash) = 32),
        last_four char(4) NOT NULL,
        expires_at timestamptz,
        last_used_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id),
        FOREIGN KEY (tenant_id, service_account_id) REFERENCES service_accounts (tenant_id, id) ON DELETE CASCADE
      );
      COMMENT ON COLUMN service_keys.key_hash IS 'SHA-256; a key is 32 random bytes, which nobody finds by trying';
      COMMENT ON COLUMN service_keys.last_four IS 'end of the key, for people to tell one from another';
      COMMENT ON COLUMN service_keys.last_used_at IS 'to the minute: written no more often';
      CREATE INDEX service_keys_by_hash ON service_keys (key_hash);
      CREATE INDEX service_keys_by_account ON service_keys (tenant_id, service_account_id);
      ALTER TABLE service_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON service_keys USING (tenant_id = (SELECT app_tenant()));
      CREATE POLICY look_up ON service_keys FOR SELECT USING ((SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE, UPDATE (last_used_at) ON service_keys TO ims_rights;
      GRANT USAGE ON SEQUENCE service_keys_id_seq TO ims_rights;

      CREATE TRIGGER changed AFTER UPDATE OF name, scopes, expires_at OR DELETE ON service_accounts
        FOR EACH ROW EXECUTE FUNCTION notify_identity_changed();
      CREATE TRIGGER changed AFTER UPDATE OF expires_at OR DELETE ON service_keys
        FOR EACH ROW EXECUTE FUNCTION notify_identity_changed();

      ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_actor_kind_check,
        ADD CONSTRAINT audit_entries_actor_kind_check CHECK (actor_kind IN ('member', 'service', 'operator', 'system'));
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    // What services did stays written; the trail keeps their kind.
    await db.query('DROP TABLE service_keys, service_accounts');
  }
}
