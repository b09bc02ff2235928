import type { IntegrationId } from '../../integrations/index.ts';
import { type Price, priceAt, pricePerToken, type RegisteredModel } from '../../models/index.ts';

/** What decides which integration an event belongs to, and what a token costs there. */
export interface AiIntegration {
  id: IntegrationId;
  provider: string;
  /** Dollars, for models without a price of their own. */
  cost_per_token: number | null;
}

/** The AI providers of a tenant with their models and prices, by the names that events use. */
export class Catalogue {
  private readonly byName = new Map<number | string, AiIntegration>();
  private readonly models = new Map<string, RegisteredModel>();

  constructor(integrations: readonly AiIntegration[], models: readonly RegisteredModel[]) {
    for (const integration of integrations)
      this.byName.set(integration.id, integration).set(integration.provider.toLowerCase(), integration);
    for (const model of models) {
      for (const alias of model.aliases) this.models.set(placeOf(model.integrationId, alias), model);
    }
    // A name goes before an alias that is the same.
    for (const model of models) this.models.set(placeOf(model.integrationId, model.name), model);
  }

  find(idOrProvider: number | string): AiIntegration | undefined {
    return this.byName.get(typeof idOrProvider === 'string' ? idOrProvider.toLowerCase() : idOrProvider);
  }

  model({ id }: AiIntegration, name: string): RegisteredModel | undefined {
    return this.models.get(placeOf(id, name)) ?? this.models.get(placeOf(id, name.toLowerCase()));
  }

  /** Undefined when nobody knows it. */
  price({ cost_per_token }: AiIntegration, model: RegisteredModel | undefined, at: Date): Price | undefined {
    const own = model && priceAt(model.prices, at);
    if (own && own.state !== 'unknown') return own;
    return cost_per_token === null ? undefined : pricePerToken(cost_per_token);
  }
}

const placeOf = (integration: IntegrationId, name: string) => `${integration}/${name}`;
