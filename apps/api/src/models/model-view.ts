import type { TenantScope } from '../platform/access/tenant-scope.ts';
import type { ModelView } from './model.dto.ts';
import type { ModelRow, StoredPrice } from './models.repository.ts';
import { warningsOf } from './warnings.ts';

/** A model as people see it, with the price that is in force at `now`. */
export function toModelView(row: ModelRow, scope: TenantScope, now: Date): ModelView {
  const upcoming = row.prices.filter(({ effective_from }) => Date.parse(effective_from) > now.getTime());
  const inForce = row.prices[upcoming.length];
  const seesPeople = scope.may('integrations:write');
  return {
    id: row.id,
    integration_id: row.integration_id,
    name: row.name,
    aliases: row.aliases,
    purpose: row.purpose,
    is_default: row.is_default,
    context_window: row.context_window,
    max_output_tokens: row.max_output_tokens,
    base_model: row.base_model,
    active: row.active,
    price: inForce ? { ...shown(inForce), effective_from: inForce.effective_from } : nobodyKnows,
    prices: row.prices.map((price) => ({
      id: price.id,
      ...shown(price),
      effective_from: price.effective_from,
      created_by: seesPeople ? price.created_by : null,
    })),
    warnings: warningsOf({
      name: row.name,
      base_model: row.base_model,
      shadowed: row.shadowed,
      prices: inForce ? [inForce, ...upcoming] : upcoming,
      isPriceKnown: inForce !== undefined && inForce.state !== 'unknown',
    }),
    version: row.version,
    created_at: row.created_at.toISOString(),
    last_updated_at: row.last_updated_at.toISOString(),
  };
}

const shown = ({ state, input, cached_input, cache_write, output, audio_input, audio_output }: StoredPrice) => ({
  state,
  input,
  cached_input,
  cache_write,
  output,
  audio_input,
  audio_output,
});

const nobodyKnows: ModelView['price'] = {
  state: 'unknown',
  input: null,
  cached_input: null,
  cache_write: null,
  output: null,
  audio_input: null,
  audio_output: null,
  effective_from: null,
};
