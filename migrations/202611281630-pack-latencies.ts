import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts of latencies as one number each: reports add up thousands of rows, and adding lists class by class takes most of their time. */
export class PackLatencies2026112816300 implements MigrationInterface {
  name = 'PackLatencies2026112816300';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION pack_counts(counts int[]) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN (SELECT coalesce(sum((n || 'e' || 12 * (i - 1))::numeric), 0) FROM unnest(counts) WITH ORDINALITY AS t (n, i) WHERE n > 0);
    `);
    for (const table of ['usage_hourly', 'usage_daily']) {
      await db.query(`
        ALTER TABLE ${table}
          ADD latency_packed numeric NOT NULL GENERATED ALWAYS AS (pack_counts(latency)) STORED,
          ADD first_token_packed numeric NOT NULL GENERATED ALWAYS AS (pack_counts(first_token)) STORED;
        COMMENT ON COLUMN ${table}.latency_packed IS 'twelve decimal places for each class, the first class last; may be summed up';
      `);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE usage_daily DROP latency_packed, DROP first_token_packed;
      ALTER TABLE usage_hourly DROP latency_packed, DROP first_token_packed;
      DROP FUNCTION pack_counts(int[]);
    `);
  }
}
