import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether connections work: what each test found, what the tenant's own connectors look like, what people were told. */
export class CreateConnections2026112210000 implements MigrationInterface {
  name = 'CreateConnections2026112210000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE integrations
        ADD connector_version int NOT NULL DEFAULT 1,
        ADD settings_state varchar(20) NOT NULL DEFAULT 'ok' CHECK (settings_state IN ('ok', 'incomplete', 'schema_outdated')),
        ADD health_since timestamptz,
        ADD health_error_class varchar(40),
        ADD health_message varchar(500),
        ADD health_failures int NOT NULL DEFAULT 0,
        ADD health_recent jsonb NOT NULL DEFAULT '[]',
        ADD secret_expires_at timestamptz,
        ADD secret_expiry_told int,
        ADD CHECK (health_status IN ('unknown', 'healthy', 'degraded', 'failing'));
      COMMENT ON COLUMN integrations.settings_state IS 'whether the settings fit the connector: incomplete ones cannot be tested, outdated ones no migration leads to its present version';
      COMMENT ON COLUMN integrations.health_since IS 'when the present status began';
      COMMENT ON COLUMN integrations.health_recent IS 'the last checks, oldest first, as {status, latency_ms}; the list draws them';
      COMMENT ON COLUMN integrations.health_failures IS 'failed checks in a row; each makes the next one later';
      COMMENT ON COLUMN integrations.secret_expires_at IS 'told by the system or typed in';
      COMMENT ON COLUMN integrations.secret_expiry_told IS 'days before the expiry at which people were last warned';
      GRANT UPDATE (connector_version, settings_state, health_since, health_error_class, health_message, health_failures, health_recent,
                    secret_expires_at, secret_expiry_told) ON integrations TO ims_rights;

      CREATE TABLE health_checks (
        id bigserial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        integration_id int NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        trigger varchar(20) NOT NULL CHECK (trigger IN ('scheduled', 'manual')),
        status varchar(20) NOT NULL CHECK (status IN ('healthy', 'degraded', 'failing')),
        error_class varchar(40),
        message varchar(500) NOT NULL,
        latency_ms int NOT NULL,
        identity jsonb,
        stages jsonb NOT NULL,
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX health_checks_by_integration ON health_checks (tenant_id, integration_id, at DESC);
      CREATE INDEX health_checks_by_time ON health_checks USING brin (at);
      ALTER TABLE health_checks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON health_checks USING (tenant_id = (SELECT app_tenant()));
      CREATE POLICY housekeeping ON health_checks FOR DELETE USING ((SELECT app_is_platform()));
      CREATE POLICY housekeeping_finds ON health_checks FOR SELECT USING ((SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE ON health_checks TO ims_rights;
      GRANT USAGE ON SEQUENCE health_checks_id_seq TO ims_rights;

      CREATE TABLE connector_manifests (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        provider varchar(50) NOT NULL CHECK (provider = lower(provider)),
        version int NOT NULL,
        manifest jsonb NOT NULL,
        created_by varchar(254) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id),
        CONSTRAINT connector_manifests_version_key UNIQUE (tenant_id, provider, version)
      );
      COMMENT ON TABLE connector_manifests IS 'every version of the connectors a tenant wrote; the highest is in use';
      ALTER TABLE connector_manifests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON connector_manifests USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT, DELETE ON connector_manifests TO ims_rights;
      GRANT USAGE ON SEQUENCE connector_manifests_id_seq TO ims_rights;

      CREATE TABLE notification_deliveries (
        id bigserial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        integration_id int NOT NULL,
        message_id uuid NOT NULL,
        event varchar(60) NOT NULL,
        message jsonb NOT NULL,
        status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
        attempts int NOT NULL DEFAULT 0,
        error_class varchar(40),
        answer varchar(500),
        created_at timestamptz NOT NULL DEFAULT now(),
        settled_at timestamptz,
        CONSTRAINT notification_deliveries_message_key UNIQUE (tenant_id, message_id, integration_id),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX notification_deliveries_by_integration ON notification_deliveries (tenant_id, integration_id, id DESC);
      ALTER TABLE notification_deliveries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON notification_deliveries USING (tenant_id = (SELECT app_tenant()));
      CREATE POLICY housekeeping ON notification_deliveries FOR DELETE USING ((SELECT app_is_platform()));
      CREATE POLICY housekeeping_finds ON notification_deliveries FOR SELECT USING ((SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE, UPDATE (status, attempts, error_class, answer, settled_at) ON notification_deliveries TO ims_rights;
      GRANT USAGE ON SEQUENCE notification_deliveries_id_seq TO ims_rights;

      -- The scheduler finds what is due across tenants; it sees ids only through its own statements.
      CREATE POLICY scheduler ON integrations FOR SELECT USING ((SELECT app_is_platform()));
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP POLICY scheduler ON integrations;
      DROP TABLE notification_deliveries, connector_manifests, health_checks;
      ALTER TABLE integrations DROP connector_version, DROP settings_state, DROP health_since, DROP health_error_class,
        DROP health_message, DROP health_failures, DROP health_recent, DROP secret_expires_at, DROP secret_expiry_told,
        DROP CONSTRAINT integrations_health_status_check;
    `);
  }
}
