import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenants, their people, and those people's sessions. The platform may look across them: a login starts without a tenant. */
export class CreateTenants2026112209100 implements MigrationInterface {
  name = 'CreateTenants2026112209100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE tenants (
        id serial PRIMARY KEY,
        slug varchar(40) NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
        name varchar(100) NOT NULL,
        status varchar(20) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
        accent_color char(7) NOT NULL DEFAULT '#4263eb' CHECK (accent_color ~ '^#[0-9a-f]{6}$'),
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_updated_at timestamptz NOT NULL DEFAULT now()
      );
      ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON tenants USING (id = (SELECT app_tenant()) OR (SELECT app_is_platform()));
      GRANT SELECT, INSERT, UPDATE (name, status, accent_color, version, last_updated_at) ON tenants TO ims_rights;
      GRANT USAGE ON SEQUENCE tenants_id_seq TO ims_rights;

      CREATE TABLE members (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        email varchar(254) NOT NULL CHECK (email = lower(email)),
        name varchar(100) NOT NULL,
        role varchar(20) NOT NULL CHECK (role IN ('admin', 'user', 'viewer')),
        password_hash text,
        session_version int NOT NULL DEFAULT 1,
        version int NOT NULL DEFAULT 1,
        last_login_at timestamptz,
        removed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id),
        CONSTRAINT members_email_key UNIQUE (tenant_id, email)
      );
      COMMENT ON COLUMN members.password_hash IS 'argon2id; null for people of an external identity provider';
      COMMENT ON COLUMN members.session_version IS 'raised to end every session of the member at once';
      COMMENT ON COLUMN members.removed_at IS 'kept, so that an identity provider cannot bring a removed person back';
      CREATE INDEX members_by_email ON members (email);
      ALTER TABLE members ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON members USING (tenant_id = (SELECT app_tenant()) OR (SELECT app_is_platform()));
      GRANT SELECT, INSERT, UPDATE (email, name, role, password_hash, session_version, version, last_login_at, removed_at, last_updated_at)
        ON members TO ims_rights;
      GRANT USAGE ON SEQUENCE members_id_seq TO ims_rights;

      CREATE TABLE sessions (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        tenant_id int NOT NULL,
        member_id int NOT NULL,
        token_hash bytea NOT NULL,
        previous_hash bytea,
        rotated_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX sessions_by_member ON sessions (tenant_id, member_id);
      ALTER TABLE sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON sessions USING (tenant_id = (SELECT app_tenant()) OR (SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE, UPDATE (token_hash, previous_hash, rotated_at, expires_at) ON sessions TO ims_rights;

      -- Every instance keeps what it knows of a caller for some seconds; this tells them at once when it no longer holds.
      CREATE FUNCTION notify_identity_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('ims_identity', TG_TABLE_NAME || ':' || OLD.id);
        RETURN NULL;
      END $$;
      CREATE TRIGGER changed AFTER UPDATE OF status OR DELETE ON tenants FOR EACH ROW EXECUTE FUNCTION notify_identity_changed();
      CREATE TRIGGER changed AFTER UPDATE OF role, email, session_version, removed_at OR DELETE ON members
        FOR EACH ROW EXECUTE FUNCTION notify_identity_changed();

      CREATE TRIGGER ended AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION notify_identity_changed();

      -- Rate limits that all instances count together; keys are digests, never addresses or names.
      CREATE TABLE shared_counters (
        key varchar(255) PRIMARY KEY,
        points int NOT NULL DEFAULT 0,
        expire bigint
      );
      GRANT SELECT, INSERT, UPDATE, DELETE ON shared_counters TO ims_rights;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE shared_counters, sessions, members, tenants;
      DROP FUNCTION notify_identity_changed();
    `);
  }
}
