import type { IntegrationId } from '../integrations/index.ts';
import { fromDollars } from '../platform/money.ts';
import type { ModelPurpose } from './model.dto.ts';
import type { ModelId } from './model.entity.ts';
import type { ModelRow, StoredPrice } from './models.repository.ts';
import type { Price } from './price.ts';

export type DatedPrice = Price & { effectiveFrom: Date };

/** A model as calls need it. */
export interface RegisteredModel {
  id: ModelId;
  integrationId: IntegrationId;
  /** As the provider knows it. */
  name: string;
  purpose: ModelPurpose;
  /** In lower case. */
  aliases: string[];
  contextWindow: number | null;
  maxOutputTokens: number | null;
  baseModel: string | null;
  active: boolean;
  /** Newest first, those of the future included. */
  prices: DatedPrice[];
}

export const toRegisteredModel = (row: ModelRow): RegisteredModel => ({
  id: row.id,
  integrationId: row.integration_id,
  name: row.name,
  purpose: row.purpose,
  aliases: row.aliases,
  contextWindow: row.context_window,
  maxOutputTokens: row.max_output_tokens,
  baseModel: row.base_model,
  active: row.active,
  prices: row.prices.map(toDatedPrice),
});

const toDatedPrice = (price: StoredPrice): DatedPrice => ({
  id: price.id,
  state: price.state,
  input: nanos(price.input),
  cached_input: nanos(price.cached_input),
  cache_write: nanos(price.cache_write),
  output: nanos(price.output),
  audio_input: nanos(price.audio_input),
  audio_output: nanos(price.audio_output),
  effectiveFrom: new Date(price.effective_from),
});

const nanos = (dollars: number | null) => (dollars === null ? null : fromDollars(dollars));
