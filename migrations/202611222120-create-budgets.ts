import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much may be spent on AI, how much is, and what instances hold of it for calls under way. Money is in billionths of a US dollar. */
export class CreateBudgets2026112221200 implements MigrationInterface {
  name = 'CreateBudgets2026112221200';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE budgets (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        source varchar(12) NOT NULL CHECK (source IN ('integration', 'tenant')),
        subject varchar(20) NOT NULL CHECK (subject IN ('tenant', 'integration', 'model', 'service_account')),
        integration_id int,
        model varchar(200),
        service_account_id int,
        period varchar(10) NOT NULL CHECK (period IN ('day', 'week', 'month')),
        limit_nanos bigint NOT NULL CHECK (limit_nanos >= 0),
        is_hard boolean NOT NULL,
        thresholds numeric(5, 4)[] NOT NULL DEFAULT '{}',
        override_nanos bigint CHECK (override_nanos >= 0),
        override_until timestamptz,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, service_account_id) REFERENCES service_accounts (tenant_id, id) ON DELETE CASCADE,
        CHECK ((override_nanos IS NULL) = (override_until IS NULL)),
        CHECK (CASE subject WHEN 'integration' THEN integration_id IS NOT NULL WHEN 'model' THEN model IS NOT NULL
                            WHEN 'service_account' THEN service_account_id IS NOT NULL ELSE true END)
      );
      COMMENT ON COLUMN budgets.source IS 'integration: kept in step with the cost_config of its integration; tenant: set by an admin';
      COMMENT ON COLUMN budgets.override_nanos IS 'another limit for the windows that begin before override_until';
      CREATE UNIQUE INDEX budgets_subject_key ON budgets
        (tenant_id, source, subject, period, coalesce(integration_id, 0), coalesce(model, ''), coalesce(service_account_id, 0));
      ALTER TABLE budgets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON budgets USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT, DELETE, UPDATE (limit_nanos, is_hard, thresholds, override_nanos, override_until, version, last_updated_at)
        ON budgets TO ims_rights;
      GRANT USAGE ON SEQUENCE budgets_id_seq TO ims_rights;
      CREATE TRIGGER ai_changed AFTER INSERT OR UPDATE OR DELETE ON budgets FOR EACH ROW EXECUTE FUNCTION notify_ai_changed();

      CREATE TABLE budget_windows (
        tenant_id int NOT NULL,
        budget_id int NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        spent bigint NOT NULL DEFAULT 0,
        unaccounted bigint NOT NULL DEFAULT 0 CHECK (unaccounted >= 0),
        reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
        PRIMARY KEY (tenant_id, budget_id, starts_at),
        FOREIGN KEY (tenant_id, budget_id) REFERENCES budgets (tenant_id, id) ON DELETE CASCADE
      );
      COMMENT ON COLUMN budget_windows.reserved IS 'the sum of the leases on this window';
      COMMENT ON COLUMN budget_windows.unaccounted IS 'what instances held that ended without telling what they spent of it';
      ALTER TABLE budget_windows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON budget_windows USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT, UPDATE (spent, unaccounted, reserved) ON budget_windows TO ims_rights;

      CREATE TABLE gateway_instances (
        id uuid PRIMARY KEY,
        seen_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE gateway_instances IS 'processes that hold leases; one that is not seen any more loses them';
      GRANT SELECT, INSERT, UPDATE (seen_at), DELETE ON gateway_instances TO ims_rights;

      CREATE TABLE budget_leases (
        tenant_id int NOT NULL,
        budget_id int NOT NULL,
        starts_at timestamptz NOT NULL,
        instance_id uuid NOT NULL,
        amount bigint NOT NULL CHECK (amount >= 0),
        PRIMARY KEY (tenant_id, budget_id, starts_at, instance_id),
        FOREIGN KEY (tenant_id, budget_id, starts_at) REFERENCES budget_windows (tenant_id, budget_id, starts_at) ON DELETE CASCADE
      );
      COMMENT ON TABLE budget_leases IS 'what an instance may spend of a window without asking again';
      CREATE INDEX budget_leases_by_instance ON budget_leases (instance_id);
      ALTER TABLE budget_leases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON budget_leases USING (tenant_id = (SELECT app_tenant()));
      CREATE POLICY sweeper ON budget_leases FOR SELECT USING ((SELECT app_is_platform()));
      GRANT SELECT, INSERT, UPDATE (amount), DELETE ON budget_leases TO ims_rights;

      CREATE TABLE budget_alerts (
        tenant_id int NOT NULL,
        budget_id int NOT NULL,
        starts_at timestamptz NOT NULL,
        threshold numeric(5, 4) NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, budget_id, starts_at, threshold),
        FOREIGN KEY (tenant_id, budget_id, starts_at) REFERENCES budget_windows (tenant_id, budget_id, starts_at) ON DELETE CASCADE
      );
      COMMENT ON TABLE budget_alerts IS 'which thresholds people were told of: each once in a window';
      ALTER TABLE budget_alerts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON budget_alerts USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT ON budget_alerts TO ims_rights;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE budget_alerts, budget_leases, gateway_instances, budget_windows, budgets');
  }
}
