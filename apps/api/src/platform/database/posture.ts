import type { DataSource } from 'typeorm';

/**
 * Refuses to serve when the database would not keep tenants apart: a login that bypasses row-level security, or a
 * tenant table without forced policies. Throws an error that names each fault.
 */
export async function assertTenantIsolation(dataSource: DataSource): Promise<void> {
  const [login] = await dataSource.query<[{ name: string; bypasses: boolean }]>(
    'SELECT rolname AS name, rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user',
  );
  const faults = await dataSource.query<{ fault: string }[]>(`
    SELECT format('table %s is owned by the application''s login', c.relname) AS fault
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_get_userbyid(c.relowner) = current_user
    UNION ALL
    SELECT format('table %s has a tenant_id but no forced row-level security policy', c.relname)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
  `);
  const all = [
    ...(login.bypasses ? [`the login ${login.name} bypasses row-level security`] : []),
    ...faults.map((row) => row.fault),
  ];
  if (all.length > 0) throw new Error(`The database would not keep tenants apart:\n  ${all.join('\n  ')}`);
}
