import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may touch the database. `ims_rights` holds the rights and cannot log in; the application logs in as a member of it,
 * named after the database, so that several installations can share a cluster. Neither owns anything.
 */
export class CreateAccess2026112209000 implements MigrationInterface {
  name = 'CreateAccess2026112209000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DO $$ BEGIN
        CREATE ROLE ims_rights NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$;
      GRANT USAGE ON SCHEMA public TO ims_rights;
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;

      CREATE SCHEMA ims_private;
      CREATE TABLE ims_private.app_login (
        role_name text NOT NULL DEFAULT current_database() || '_app',
        password text NOT NULL DEFAULT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
      );
      INSERT INTO ims_private.app_login DEFAULT VALUES;

      CREATE FUNCTION ims_private.ensure_app_login(OUT role_name text, OUT password text) LANGUAGE plpgsql AS $$
      BEGIN
        SELECT l.role_name, l.password INTO role_name, password FROM ims_private.app_login l;
        BEGIN
          EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE IN ROLE ims_rights PASSWORD %L', role_name, password);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
          NULL;
        END;
      END $$;

      CREATE FUNCTION app_tenant() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.tenant_id', true), '')::int;
      CREATE FUNCTION app_is_platform() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
        RETURN coalesce(current_setting('app.platform', true), '') = 'on';
      -- Times as the contract writes them.
      CREATE FUNCTION rfc3339(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
        RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION rfc3339(timestamptz);
      DROP FUNCTION app_is_platform();
      DROP FUNCTION app_tenant();
      DROP SCHEMA ims_private CASCADE;
    `);
  }
}
