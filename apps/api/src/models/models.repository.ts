import { Injectable } from '@nestjs/common';
import type { IntegrationId } from '../integrations/index.ts';
import { ScopedTable } from '../platform/database/scoped-table.ts';
import type { Reader, ScopedTx, Statement } from '../platform/database/transactions.ts';
import { notFound } from '../platform/errors/common-errors.ts';
import type { ModelPriceBody } from './model.dto.ts';
import { ModelEntity, type ModelId } from './model.entity.ts';
import { type PricePart, type PriceState, priceParts } from './price.ts';

/** A row of prices, in dollars for a million tokens. */
export interface StoredPrice extends Record<PricePart, number | null> {
  id: number;
  state: PriceState;
  effective_from: string;
  created_by: string;
}

/** A model with all that belongs to it; prices newest first. */
export type ModelRow = Omit<ModelEntity, 'tenant_id'> & {
  is_default: boolean;
  aliases: string[];
  /** Those that name an integration as well. */
  shadowed: string[];
  prices: StoredPrice[];
};

export type ModelValues = Partial<
  Pick<ModelEntity, 'name' | 'purpose' | 'context_window' | 'max_output_tokens' | 'base_model' | 'active'>
>;

/** What decides over the models of an integration. */
export interface ModelOwner {
  type: string;
  provider: string;
  /** Its default model. */
  model: string | null;
}

const prices = `
  SELECT json_agg(json_build_object('id', p.id, 'state', p.state, ${priceParts.map((part) => `'${part}', p.${part}`).join(', ')},
           'effective_from', rfc3339(p.effective_from), 'created_by', p.created_by) ORDER BY p.effective_from DESC)
    FROM ai_model_prices p WHERE p.tenant_id = m.tenant_id AND p.model_id = m.id`;

const rows = `
  SELECT m.id, m.integration_id, m.name, m.purpose, m.context_window, m.max_output_tokens, m.base_model, m.active, m.version,
         m.created_at, m.last_updated_at, m.name IS NOT DISTINCT FROM i.model AS is_default,
         ARRAY(SELECT a.alias FROM ai_model_aliases a WHERE a.tenant_id = m.tenant_id AND a.model_id = m.id ORDER BY a.alias) AS aliases,
         ARRAY(SELECT a.alias FROM ai_model_aliases a JOIN integrations o ON o.tenant_id = a.tenant_id AND lower(o.provider) = a.alias
                WHERE a.tenant_id = m.tenant_id AND a.model_id = m.id ORDER BY a.alias) AS shadowed,
         coalesce((${prices}), '[]') AS prices
    FROM ai_models m JOIN integrations i ON i.tenant_id = m.tenant_id AND i.id = m.integration_id
   WHERE m.tenant_id = $1`;

const all: Statement = { name: 'models-all', text: `${rows} ORDER BY m.id` };
const ofIntegration: Statement = {
  name: 'models-of-integration',
  text: `${rows} AND m.integration_id = $2 ORDER BY is_default DESC, m.name COLLATE "C"`,
};
const one: Statement = { name: 'models-one', text: `${rows} AND m.integration_id = $2 AND m.id = $3` };

const owner: Statement = {
  name: 'models-owner',
  text: 'SELECT type, provider, model FROM integrations WHERE tenant_id = $1 AND id = $2',
};
/** Locked before its models are, as a deletion of the integration does. */
const lockedOwner: Statement = { name: 'models-locked-owner', text: `${owner.text} FOR NO KEY UPDATE` };

const takenAliases: Statement = {
  name: 'models-taken-aliases',
  text: `SELECT a.alias, format('the model %s of %s', m.name, coalesce(i.display_name, i.provider)) AS taken_by
           FROM ai_model_aliases a JOIN ai_models m ON m.tenant_id = a.tenant_id AND m.id = a.model_id
           JOIN integrations i ON i.tenant_id = m.tenant_id AND i.id = m.integration_id
          WHERE a.tenant_id = $1 AND a.alias = ANY ($2::text[]) AND a.model_id IS DISTINCT FROM $3::int
         UNION ALL
         SELECT lower(provider), format('the integration %s', provider) FROM integrations
          WHERE tenant_id = $1 AND lower(provider) = ANY ($2::text[])`,
};
const clearAliases: Statement = {
  name: 'models-clear-aliases',
  text: 'DELETE FROM ai_model_aliases WHERE tenant_id = $1 AND model_id = $2',
};
const addAliases: Statement = {
  name: 'models-add-aliases',
  text: 'INSERT INTO ai_model_aliases (tenant_id, model_id, alias) SELECT $1, $2, unnest($3::text[])',
};

const clearPrice: Statement = {
  name: 'models-clear-price',
  text: 'DELETE FROM ai_model_prices WHERE tenant_id = $1 AND model_id = $2 AND effective_from = $3',
};
const addPrice: Statement = {
  name: 'models-add-price',
  text: `INSERT INTO ai_model_prices (tenant_id, model_id, effective_from, state, created_by, ${priceParts.join(', ')})
         VALUES ($1, $2, $3, $4, $5, ${priceParts.map((_part, index) => `$${index + 6}`).join(', ')})`,
};

@Injectable()
export class ModelsRepository {
  private readonly table = new ScopedTable(ModelEntity);

  all(reader: Reader): Promise<ModelRow[]> {
    return reader.rows<ModelRow>(all, [reader.scope.tenantId]);
  }

  ofIntegration(reader: Reader, integration: IntegrationId): Promise<ModelRow[]> {
    return reader.rows<ModelRow>(ofIntegration, [reader.scope.tenantId, integration]);
  }

  async get(reader: Reader, integration: IntegrationId, id: ModelId): Promise<ModelRow> {
    return found((await reader.rows<ModelRow>(one, [reader.scope.tenantId, integration, id]))[0]);
  }

  async owner(reader: Reader, integration: IntegrationId): Promise<ModelOwner> {
    return found((await reader.rows<ModelOwner>(owner, [reader.scope.tenantId, integration]))[0]);
  }

  async lockedOwner(tx: ScopedTx, integration: IntegrationId): Promise<ModelOwner> {
    return found((await tx.rows<ModelOwner>(lockedOwner, [tx.scope.tenantId, integration]))[0]);
  }

  async insert(tx: ScopedTx, integration: IntegrationId, values: ModelValues): Promise<ModelId> {
    return (await this.table.insert(tx, { integration_id: integration, ...values })).id;
  }

  /** Aliases and prices are part of a model: whoever saw others sees an old version. */
  async patch(tx: ScopedTx, { id, version }: ModelRow, values: ModelValues): Promise<void> {
    await this.table.patch(tx, { id }, { ...values, version: version + 1, last_updated_at: new Date() });
  }

  /** Its aliases and prices go with it. */
  async remove(tx: ScopedTx, id: ModelId): Promise<void> {
    await this.table.remove(tx, { id });
  }

  /** Which of these names something else than the given model already, and what. */
  takenAliases(
    tx: ScopedTx,
    aliases: readonly string[],
    except: ModelId | null,
  ): Promise<{ alias: string; taken_by: string }[]> {
    return tx.rows(takenAliases, [tx.scope.tenantId, aliases, except]);
  }

  async replaceAliases(tx: ScopedTx, id: ModelId, aliases: readonly string[]): Promise<void> {
    const { tenantId } = tx.scope;
    await Promise.all([tx.rows(clearAliases, [tenantId, id]), tx.rows(addAliases, [tenantId, id, aliases])]);
  }

  /** Adds a price from a time on, in place of one from the same time. */
  async setPrice(tx: ScopedTx, id: ModelId, effectiveFrom: Date, price: ModelPriceBody): Promise<void> {
    const { tenantId, actor } = tx.scope;
    const amounts = priceParts.map((part) => price[part] ?? null);
    await Promise.all([
      tx.rows(clearPrice, [tenantId, id, effectiveFrom]),
      tx.rows(addPrice, [tenantId, id, effectiveFrom, price.state, actor.name, ...amounts]),
    ]);
  }
}

function found<Row>(row: Row | undefined): Row {
  if (!row) throw notFound();
  return row;
}
