import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The unified store of connections, and the logos that go with them. */
export class CreateIntegrations2026112209300 implements MigrationInterface {
  name = 'CreateIntegrations2026112209300';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE assets (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        filename varchar(255) NOT NULL,
        stored_as varchar(255) NOT NULL,
        content_type varchar(50) NOT NULL,
        hash char(64) NOT NULL,
        size int NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id),
        CONSTRAINT assets_filename_key UNIQUE (tenant_id, filename)
      );
      COMMENT ON COLUMN assets.stored_as IS 'name of the file in the store; differs for every content, so that a file is never overwritten';
      ALTER TABLE assets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON assets USING (tenant_id = (SELECT app_tenant()));
      CREATE POLICY housekeeping ON assets FOR SELECT USING ((SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE, UPDATE (filename, stored_as, content_type, hash, size, created_at) ON assets TO ims_rights;
      GRANT USAGE ON SEQUENCE assets_id_seq TO ims_rights;

      CREATE TABLE integrations (
        id serial PRIMARY KEY,
        provider varchar(50) NOT NULL,
        type varchar(50) NOT NULL CHECK (type IN ('data_source', 'ai_provider', 'notification')),
        display_name varchar(100),
        username varchar(255),
        password text,
        base_url text NOT NULL,
        base_search varchar(4000),
        model varchar(100),
        model_config jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(model_config) = 'object'),
        provider_metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(provider_metadata) = 'object'),
        cost_config jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(cost_config) = 'object'),
        fallback_integration_id int CHECK (fallback_integration_id <> id),
        logo_filename varchar(255),
        tenant_id int NOT NULL REFERENCES tenants (id),
        active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_updated_at timestamptz NOT NULL DEFAULT now(),
        version int NOT NULL DEFAULT 1,
        password_key_id uuid,
        password_updated_at timestamptz,
        secret_origin text,
        last_sync_at timestamptz,
        health_status varchar(20) NOT NULL DEFAULT 'unknown',
        health_checked_at timestamptz,
        health_latency_ms int,
        UNIQUE (tenant_id, id),
        FOREIGN KEY (tenant_id, fallback_integration_id) REFERENCES integrations (tenant_id, id),
        FOREIGN KEY (tenant_id, logo_filename) REFERENCES assets (tenant_id, filename) ON UPDATE CASCADE ON DELETE SET NULL (logo_filename),
        FOREIGN KEY (tenant_id, password_key_id) REFERENCES tenant_keys (tenant_id, id),
        CHECK ((password IS NULL) = (password_key_id IS NULL) AND (password IS NULL) = (secret_origin IS NULL))
      );
      COMMENT ON COLUMN integrations.password IS 'sealed envelope; the key is named inside it and in password_key_id';
      COMMENT ON COLUMN integrations.secret_origin IS 'scheme, host and port the secret was entered for: it is sent nowhere else';
      CREATE UNIQUE INDEX integrations_provider_key ON integrations (tenant_id, lower(provider));
      CREATE INDEX integrations_fallback ON integrations (tenant_id, fallback_integration_id) WHERE fallback_integration_id IS NOT NULL;
      CREATE INDEX integrations_logo ON integrations (tenant_id, logo_filename) WHERE logo_filename IS NOT NULL;
      ALTER TABLE integrations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON integrations USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT, DELETE,
        UPDATE (provider, type, display_name, username, password, base_url, base_search, model, model_config, provider_metadata,
                cost_config, fallback_integration_id, logo_filename, active, last_updated_at, version, password_key_id,
                password_updated_at, secret_origin, last_sync_at, health_status, health_checked_at, health_latency_ms)
        ON integrations TO ims_rights;
      GRANT USAGE ON SEQUENCE integrations_id_seq TO ims_rights;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE integrations, assets');
  }
}
