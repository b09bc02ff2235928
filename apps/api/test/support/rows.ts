import type { TestDatabase } from '@ims/test-kit';

type Owner = TestDatabase['owner'];

async function tables(owner: Owner, column: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = $1
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
    [column],
  );
  return rows.map((row) => row.name);
}

/** Everything the database holds of a tenant, as text: equal before and after means that nothing was touched. */
export async function rowsOf(owner: Owner, tenantId: number): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const scoped = (await tables(owner, 'tenant_id')).map((table) => [table, 'tenant_id']);
  for (const [table, column] of [...scoped, ['tenants', 'id']]) {
    const { rows } = await owner.query(`SELECT t::text AS row FROM ${table} t WHERE ${column} = $1 ORDER BY 1`, [
      tenantId,
    ]);
    found[String(table)] = rows.map((row) => row.row).join('\n');
  }
  return found;
}

/** How many rows each table holds. */
export async function countRows(owner: Owner): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1",
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    counts[name] = (await owner.query<{ count: number }>(`SELECT count(*)::int FROM ${name}`)).rows[0]?.count ?? 0;
  }
  return counts;
}

/** Lets every table go on with `id`, so that no two tenants share a number by chance. */
export async function continueIdsAt(owner: Owner, id: number): Promise<void> {
  await owner.query("SELECT setval(format('%I.%I', schemaname, sequencename), $1, false) FROM pg_sequences", [id]);
}
