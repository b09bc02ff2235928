import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What calls of AI providers consumed: each attempt in partitions by month, and sums by hour and day that pages read. */
export class CreateUsage2026112221100 implements MigrationInterface {
  name = 'CreateUsage2026112221100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE usage_events (
        tenant_id int NOT NULL,
        at timestamptz NOT NULL,
        request_id varchar(100) NOT NULL,
        attempt smallint NOT NULL,
        source varchar(10) NOT NULL CHECK (source IN ('gateway', 'service')),
        integration_id int NOT NULL,
        service_account_id int,
        operation varchar(20) NOT NULL CHECK (operation IN ('chat', 'responses', 'embeddings')),
        model_asked varchar(200) NOT NULL,
        model_served varchar(200) NOT NULL,
        is_stream boolean NOT NULL,
        is_final boolean NOT NULL,
        outcome varchar(40) NOT NULL,
        status smallint,
        input_tokens int NOT NULL,
        cached_input_tokens int NOT NULL,
        cache_write_tokens int NOT NULL,
        output_tokens int NOT NULL,
        reasoning_tokens int NOT NULL,
        audio_input_tokens int NOT NULL,
        audio_output_tokens int NOT NULL,
        is_estimated boolean NOT NULL,
        cost_nanos bigint,
        price_id int,
        latency_ms int NOT NULL,
        first_token_ms int,
        raw jsonb,
        PRIMARY KEY (tenant_id, at, request_id, attempt)
      ) PARTITION BY RANGE (at);
      COMMENT ON COLUMN usage_events.is_final IS 'whether the caller got this attempt''s answer; earlier ones were retried or fell back';
      COMMENT ON COLUMN usage_events.cost_nanos IS 'billionths of a US dollar; null when nobody knows the price';
      COMMENT ON COLUMN usage_events.raw IS 'the usage as the provider reported it, so that a cost can be worked out again';
      ALTER TABLE usage_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON usage_events USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT ON usage_events TO ims_rights;
      CREATE TABLE usage_events_other PARTITION OF usage_events DEFAULT;
      ALTER TABLE usage_events_other ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON usage_events_other USING (tenant_id = (SELECT app_tenant()));

      -- Only an owner makes and drops tables; the application may ask for exactly this.
      CREATE FUNCTION keep_usage_partitions(keep_days int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        month timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
        part text;
        old record;
        dropped int := 0;
      BEGIN
        PERFORM pg_advisory_xact_lock(7340225);
        -- Reports of services may be a month old.
        FOR ahead IN -2..2 LOOP
          part := 'usage_events_' || to_char((month + make_interval(months => ahead)) AT TIME ZONE 'UTC', 'YYYY_MM');
          CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL
            OR month + make_interval(months => ahead + 1) < now() - make_interval(days => keep_days);
          BEGIN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.usage_events FOR VALUES FROM (%L) TO (%L)', part,
                           month + make_interval(months => ahead), month + make_interval(months => ahead + 1));
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
            EXECUTE format('CREATE POLICY tenant ON public.%I USING (tenant_id = (SELECT public.app_tenant()))', part);
          EXCEPTION WHEN check_violation THEN
            -- Nobody asked for months, and rows of this one are in usage_events_other already: they stay there.
            NULL;
          END;
        END LOOP;
        FOR old IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE i.inhparent = 'public.usage_events'::regclass AND c.relname ~ '^usage_events_\\d{4}_\\d{2}$'
                      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' < now() - make_interval(days => keep_days) LOOP
          EXECUTE format('DROP TABLE public.%I', old.relname);
          dropped := dropped + 1;
        END LOOP;
        RETURN dropped;
      END $$;
      REVOKE ALL ON FUNCTION keep_usage_partitions(int) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION keep_usage_partitions(int) TO ims_rights;
      SELECT keep_usage_partitions(36500);

      CREATE TABLE usage_receipts (
        tenant_id int NOT NULL,
        request_id varchar(100) NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, request_id)
      );
      COMMENT ON TABLE usage_receipts IS 'what services reported, so that a repetition under another time counts once';
      CREATE INDEX usage_receipts_by_time ON usage_receipts USING brin (received_at);
      ALTER TABLE usage_receipts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON usage_receipts USING (tenant_id = (SELECT app_tenant()));
      CREATE POLICY housekeeping ON usage_receipts FOR DELETE USING ((SELECT app_is_platform()));
      CREATE POLICY housekeeping_finds ON usage_receipts FOR SELECT USING ((SELECT app_is_platform()));
      GRANT SELECT, INSERT, DELETE ON usage_receipts TO ims_rights;
    `);
    for (const [table, key] of [
      ['usage_hourly', 'hour timestamptz'],
      ['usage_daily', 'day date'],
    ]) {
      await db.query(`
        CREATE TABLE ${table} (
          tenant_id int NOT NULL,
          ${key} NOT NULL,
          integration_id int NOT NULL,
          model varchar(200) NOT NULL,
          service_account_id int NOT NULL DEFAULT 0,
          operation varchar(20) NOT NULL,
          requests bigint NOT NULL,
          attempts bigint NOT NULL,
          failures bigint NOT NULL,
          unpriced bigint NOT NULL,
          estimated bigint NOT NULL,
          input_tokens bigint NOT NULL,
          cached_input_tokens bigint NOT NULL,
          output_tokens bigint NOT NULL,
          reasoning_tokens bigint NOT NULL,
          cost_nanos bigint NOT NULL,
          latency int[] NOT NULL,
          first_token int[] NOT NULL,
          PRIMARY KEY (tenant_id, ${key?.split(' ')[0]}, integration_id, model, service_account_id, operation)
        );
        COMMENT ON COLUMN ${table}.service_account_id IS '0 for calls that no service account made';
        COMMENT ON COLUMN ${table}.latency IS 'how many attempts took how long, in classes that grow by a quarter';
        CREATE INDEX ${table}_by_integration ON ${table} (tenant_id, integration_id, ${key?.split(' ')[0]});
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON ${table} USING (tenant_id = (SELECT app_tenant()));
        GRANT SELECT, INSERT, UPDATE (requests, attempts, failures, unpriced, estimated, input_tokens, cached_input_tokens, output_tokens,
                                      reasoning_tokens, cost_nanos, latency, first_token) ON ${table} TO ims_rights;
      `);
    }
    await db.query(`
      COMMENT ON COLUMN usage_daily.day IS 'in the time zone the tenant had then';
      CREATE FUNCTION add_counts(a int[], b int[]) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN coalesce((SELECT array_agg(coalesce(x, 0) + coalesce(y, 0) ORDER BY i) FROM unnest(a, b) WITH ORDINALITY AS t (x, y, i)), '{}');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION add_counts(int[], int[]);
      DROP TABLE usage_daily, usage_hourly, usage_receipts, usage_events;
      DROP FUNCTION keep_usage_partitions(int);
    `);
  }
}
