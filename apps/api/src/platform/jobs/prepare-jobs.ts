import { PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import type { Secret } from '../config/secret.ts';

const grants = `
  GRANT USAGE ON SCHEMA pgboss TO ims_rights;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO ims_rights;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA pgboss TO ims_rights;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO ims_rights;
  ALTER DEFAULT PRIVILEGES IN SCHEMA pgboss GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ims_rights;
  ALTER DEFAULT PRIVILEGES IN SCHEMA pgboss GRANT USAGE ON SEQUENCES TO ims_rights;
  ALTER DEFAULT PRIVILEGES IN SCHEMA pgboss GRANT EXECUTE ON FUNCTIONS TO ims_rights`;

/** Each job leaves dead rows where the next look at the queue passes: they are cleared by number, not by share. */
const clearOften = `
  ALTER TABLE pgboss.job_common SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000)`;

/** Brings the tables of the jobs up to date as their owner and lets the application use them. pg-boss locks for itself. */
export async function prepareJobs(owner: Secret, dataSource: DataSource): Promise<void> {
  const boss = new PgBoss({
    connectionString: owner.reveal(),
    application_name: 'ims-migrate',
    max: 2,
    migrate: true,
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  // What fails here fails `start` as well.
  boss.on('error', () => undefined);
  try {
    await boss.start();
  } finally {
    await boss.stop({ graceful: false });
  }
  await dataSource.query(grants);
  await dataSource.query(clearOften);
}
