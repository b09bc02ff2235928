import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The models of AI providers, under which names calls may ask for them and what they cost since when. */
export class CreateModels2026112221000 implements MigrationInterface {
  name = 'CreateModels2026112221000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE tenants
        ADD time_zone varchar(60) NOT NULL DEFAULT 'UTC',
        ADD unknown_price varchar(10) NOT NULL DEFAULT 'refuse' CHECK (unknown_price IN ('refuse', 'charge')),
        ADD default_input_price numeric(12, 6) CHECK (default_input_price >= 0),
        ADD default_output_price numeric(12, 6) CHECK (default_output_price >= 0),
        ADD CHECK (unknown_price = 'refuse' OR (default_input_price IS NOT NULL AND default_output_price IS NOT NULL));
      COMMENT ON COLUMN tenants.time_zone IS 'where the days, weeks and months of budgets and reports begin';
      COMMENT ON COLUMN tenants.unknown_price IS 'what happens under a hard budget to calls of a model whose price nobody knows';
      COMMENT ON COLUMN tenants.default_input_price IS 'US dollars for a million tokens';
      GRANT UPDATE (time_zone, unknown_price, default_input_price, default_output_price) ON tenants TO ims_rights;

      CREATE TABLE ai_models (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL REFERENCES tenants (id),
        integration_id int NOT NULL,
        name varchar(100) NOT NULL,
        purpose varchar(20) NOT NULL DEFAULT 'chat' CHECK (purpose IN ('chat', 'embedding')),
        context_window int CHECK (context_window > 0),
        max_output_tokens int CHECK (max_output_tokens > 0),
        base_model varchar(100),
        active boolean NOT NULL DEFAULT true,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id),
        CONSTRAINT ai_models_name_key UNIQUE (tenant_id, integration_id, name),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      );
      COMMENT ON COLUMN ai_models.name IS 'as the provider knows it; the default of an integration is the one its column model names';
      COMMENT ON COLUMN ai_models.base_model IS 'what a custom-trained model was made from';
      ALTER TABLE ai_models ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON ai_models USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT, DELETE, UPDATE (name, purpose, context_window, max_output_tokens, base_model, active, version, last_updated_at)
        ON ai_models TO ims_rights;
      GRANT USAGE ON SEQUENCE ai_models_id_seq TO ims_rights;

      CREATE TABLE ai_model_aliases (
        tenant_id int NOT NULL,
        alias varchar(100) NOT NULL CHECK (alias = lower(alias)),
        model_id int NOT NULL,
        CONSTRAINT ai_model_aliases_pkey PRIMARY KEY (tenant_id, alias),
        FOREIGN KEY (tenant_id, model_id) REFERENCES ai_models (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX ai_model_aliases_by_model ON ai_model_aliases (tenant_id, model_id);
      ALTER TABLE ai_model_aliases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON ai_model_aliases USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT, DELETE ON ai_model_aliases TO ims_rights;

      CREATE TABLE ai_model_prices (
        id serial PRIMARY KEY,
        tenant_id int NOT NULL,
        model_id int NOT NULL,
        effective_from timestamptz NOT NULL,
        state varchar(10) NOT NULL CHECK (state IN ('priced', 'free', 'unknown')),
        input numeric(12, 6) CHECK (input >= 0),
        cached_input numeric(12, 6) CHECK (cached_input >= 0),
        cache_write numeric(12, 6) CHECK (cache_write >= 0),
        output numeric(12, 6) CHECK (output >= 0),
        audio_input numeric(12, 6) CHECK (audio_input >= 0),
        audio_output numeric(12, 6) CHECK (audio_output >= 0),
        created_by varchar(254) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (tenant_id, id),
        CONSTRAINT ai_model_prices_from_key UNIQUE (tenant_id, model_id, effective_from),
        CHECK (state <> 'priced' OR (input IS NOT NULL AND output IS NOT NULL)),
        FOREIGN KEY (tenant_id, model_id) REFERENCES ai_models (tenant_id, id) ON DELETE CASCADE
      );
      COMMENT ON TABLE ai_model_prices IS 'US dollars for a million tokens, each row from its time until the next one begins; what has no price of its own is charged as input or output';
      ALTER TABLE ai_model_prices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON ai_model_prices USING (tenant_id = (SELECT app_tenant()));
      GRANT SELECT, INSERT, DELETE ON ai_model_prices TO ims_rights;
      GRANT USAGE ON SEQUENCE ai_model_prices_id_seq TO ims_rights;

      -- Every instance keeps what calls of a tenant need; this tells them at once when it no longer holds.
      CREATE FUNCTION notify_ai_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('ims_ai', coalesce(NEW.tenant_id, OLD.tenant_id)::text);
        RETURN NULL;
      END $$;
      CREATE FUNCTION notify_ai_tenant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('ims_ai', NEW.id::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER ai_changed AFTER INSERT OR DELETE ON integrations FOR EACH ROW EXECUTE FUNCTION notify_ai_changed();
      -- Health and syncs write here all the time; what calls depend on comes with a new version.
      CREATE TRIGGER ai_updated AFTER UPDATE ON integrations FOR EACH ROW WHEN (OLD.version <> NEW.version)
        EXECUTE FUNCTION notify_ai_changed();
      CREATE TRIGGER ai_changed AFTER UPDATE OF time_zone, unknown_price, default_input_price, default_output_price ON tenants
        FOR EACH ROW EXECUTE FUNCTION notify_ai_tenant_changed();
      CREATE TRIGGER ai_changed AFTER INSERT OR UPDATE OR DELETE ON ai_models FOR EACH ROW EXECUTE FUNCTION notify_ai_changed();
      CREATE TRIGGER ai_changed AFTER INSERT OR DELETE ON ai_model_aliases FOR EACH ROW EXECUTE FUNCTION notify_ai_changed();
      CREATE TRIGGER ai_changed AFTER INSERT OR DELETE ON ai_model_prices FOR EACH ROW EXECUTE FUNCTION notify_ai_changed();
      CREATE TRIGGER ai_changed AFTER INSERT OR DELETE ON connector_manifests FOR EACH ROW EXECUTE FUNCTION notify_ai_changed();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER ai_changed ON connector_manifests;
      DROP TRIGGER ai_changed ON tenants;
      DROP TRIGGER ai_changed ON integrations;
      DROP TRIGGER ai_updated ON integrations;
      DROP TABLE ai_model_prices, ai_model_aliases, ai_models;
      DROP FUNCTION notify_ai_changed();
      DROP FUNCTION notify_ai_tenant_changed();
      ALTER TABLE tenants DROP time_zone, DROP unknown_price, DROP default_input_price, DROP default_output_price;
    `);
  }
}
