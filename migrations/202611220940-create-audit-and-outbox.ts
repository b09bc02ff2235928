import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a change leaves behind in its own transaction: who did what, the event for others, the answer to a repeated request. */
export class CreateAuditAndOutbox2026112209400 implements MigrationInterface {
  name = 'CreateAuditAndOutbox2026112209400';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE audit_entries (
        id bigserial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        at timestamptz NOT NULL DEFAULT now(),
        actor_kind varchar(20) NOT NULL CHECK (actor_kind IN ('member', 'operator', 'system')),
        actor_id int,
        actor_name varchar(254) NOT NULL,
        action varchar(60) NOT NULL,
        resource_type varchar(40) NOT NULL,
        resource_id int NOT NULL,
        resource_name varchar(254) NOT NULL,
        changes jsonb NOT NULL DEFAULT '{}',
        request_id varchar(64)
      );
      CREATE INDEX audit_entries_by_time ON audit_entries (tenant_id, id DESC);
      CREATE INDEX audit_entries_by_resource ON audit_entries (tenant_id, resource_type, resource_id, id DESC);
      ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON audit_entries USING (tenant_id = (SELECT app_tenant()));
      -- Neither UPDATE nor DELETE: what happened stays written.
      GRANT SELECT, INSERT ON audit_entries TO ims_rights;
      GRANT USAGE ON SEQUENCE audit_entries_id_seq TO ims_rights;

      CREATE TABLE outbox_events (
        id bigserial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        type varchar(60) NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX outbox_events_by_tenant ON outbox_events (tenant_id, id);
      ALTER TABLE outbox_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON outbox_events USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT ON outbox_events TO ims_rights;
      GRANT USAGE ON SEQUENCE outbox_events_id_seq TO ims_rights;

      CREATE TABLE idempotency_keys (
        tenant_id int NOT NULL REFERENCES tenants (id),
        route varchar(255) NOT NULL,
        key varchar(255) NOT NULL,
        body_hash bytea NOT NULL,
        answer text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, route, key)
      );
      ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON idempotency_keys USING (tenant_id = (SELECT app_tenant()) OR (SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE, UPDATE (answer, body_hash, created_at) ON idempotency_keys TO ims_rights;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE idempotency_keys, outbox_events, audit_entries');
  }
}
