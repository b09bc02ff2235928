import type { TenantBudgets } from '../budgets/index.ts';
import type { UnusableConnection } from '../connections/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import { type Price, priceAt, type RegisteredModel } from '../models/index.ts';
import type { Operation } from '../usage/index.ts';
import { unknownModel } from './gateway-error.ts';
import type { Provider } from './provider.ts';

/** A provider and the model that is asked of it. */
export interface Target {
  provider: Provider;
  model: string;
  registered: RegisteredModel | undefined;
}

interface ListedModel {
  /** As calls may name it. */
  id: string;
  provider: Provider;
  model: string;
}

/** All that calls of one tenant need, as it was when it was last read. */
export class TenantAi {
  private readonly byId: Map<IntegrationId, Provider>;
  private readonly byName: Map<string, Provider>;
  private readonly fallbacks: ReadonlyMap<IntegrationId, IntegrationId | null>;
  private readonly models = new Map<IntegrationId, Map<string, RegisteredModel>>();
  private readonly aliases = new Map<string, RegisteredModel>();

  constructor(
    readonly providers: readonly Provider[],
    readonly unusable: readonly UnusableConnection[],
    registered: readonly RegisteredModel[],
    readonly budgets: TenantBudgets,
  ) {
    this.byId = new Map(providers.map((provider) => [provider.id, provider]));
    this.byName = new Map(providers.map((provider) => [provider.name.toLowerCase(), provider]));
    this.fallbacks = new Map([
      ...unusable.map((one) => [one.id, one.fallback_integration_id] as const),
      ...providers.map(({ id, connection }) => [id, connection.stored.fallback_integration_id] as const),
    ]);
    for (const model of registered.filter(({ active }) => active)) {
      const known = this.models.get(model.integrationId) ?? new Map<string, RegisteredModel>();
      this.models.set(model.integrationId, known.set(model.name, model));
      for (const alias of model.aliases) this.aliases.set(alias, model);
    }
  }

  /** What `asked` stands for: an alias, a provider, or a provider and a model. Throws with the names there are. */
  find(asked: string): Target {
    const alias = this.aliases.get(asked.toLowerCase());
    const owner = alias && this.byId.get(alias.integrationId);
    if (alias && owner) return { provider: owner, model: alias.name, registered: alias };
    const [name = '', model] = splitAt(asked, '/');
    const provider = this.byName.get(name.toLowerCase());
    if (!provider) return this.instead(name, asked);
    if (model === undefined) {
      if (!provider.defaultModel)
        throw unknownModel(this.withNames(`${provider.name} has no default model: ask for ${provider.name}/<model>.`));
      return this.target(provider, provider.defaultModel);
    }
    if (model === provider.defaultModel || provider.settings.any_model || this.registered(provider, model))
      return this.target(provider, model);
    throw unknownModel(this.withNames(`${provider.name} has no model "${shown(model)}" registered here.`));
  }

  /**
   * Who is asked, in this order: the target, then the fallbacks of each integration. Vectors of two models cannot be
   * compared, so embeddings go only to who has the same one.
   */
  chain(first: Target, operation: Operation): Target[] {
    const chain = [first];
    const seen = new Set([first.provider.id]);
    for (let next = this.fallbackOf(first.provider); next && !seen.has(next.id); next = this.fallbackOf(next)) {
      seen.add(next.id);
      const has = next.defaultModel === first.model || this.registered(next, first.model) !== undefined;
      const model = has ? first.model : operation === 'embeddings' ? undefined : next.defaultModel;
      if (model !== undefined) chain.push(this.target(next, model));
    }
    return chain;
  }

  /** Everybody who serves a purpose: those nobody falls back to first, each followed by its fallbacks. */
  targets(purpose: 'chat' | 'embedding'): Target[] {
    const fallbacks = new Set(this.providers.map(({ connection }) => connection.stored.fallback_integration_id));
    const roots = this.providers.filter(({ id }) => !fallbacks.has(id));
    const targets = new Map<IntegrationId, Target>();
    for (const root of [...roots, ...this.providers]) {
      const model = this.modelFor(root, purpose);
      if (model === undefined) continue;
      for (const target of this.chain(this.target(root, model), purpose === 'chat' ? 'chat' : 'embeddings'))
        if (!targets.has(target.provider.id)) targets.set(target.provider.id, target);
    }
    return [...targets.values()];
  }

  /** The default model where it serves the purpose, else the first that does. */
  private modelFor(provider: Provider, purpose: 'chat' | 'embedding'): string | undefined {
    const { defaultModel } = provider;
    const standard =
      defaultModel === undefined ? undefined : (this.registered(provider, defaultModel)?.purpose ?? 'chat');
    if (standard === purpose) return defaultModel;
    const models = [...(this.models.get(provider.id)?.values() ?? [])];
    return models.find((model) => model.purpose === purpose)?.name;
  }

  /** The price of a target at a time: its own, or what the integration says every token costs. */
  price({ provider, registered }: Target, at: Date): Price | undefined {
    const own = registered && priceAt(registered.prices, at);
    return own && own.state !== 'unknown' ? own : (provider.pricePerToken ?? own);
  }

  /** Everything that can be asked for by name, in a stable order. */
  list(): ListedModel[] {
    return this.providers
      .filter(({ connection }) => connection.stored.active)
      .flatMap((provider) => {
        const registered = [...(this.models.get(provider.id)?.values() ?? [])];
        const names = new Set([
          ...(provider.defaultModel ? [provider.defaultModel] : []),
          ...registered.map(({ name }) => name),
        ]);
        const aliases = registered.flatMap(({ aliases, name }) =>
          aliases.map((alias) => ({ id: alias, provider, model: name })),
        );
        const own = provider.defaultModel ? [{ id: provider.name, provider, model: provider.defaultModel }] : [];
        return [
          ...own,
          ...[...names].map((model) => ({ id: `${provider.name}/${model}`, provider, model })),
          ...aliases,
        ];
      });
  }

  registered(provider: Provider, model: string): RegisteredModel | undefined {
    return this.models.get(provider.id)?.get(model);
  }

  target(provider: Provider, model: string): Target {
    return { provider, model, registered: this.registered(provider, model) };
  }

  /** The next one that can be used; those that cannot are passed over. */
  private fallbackOf({ id }: { id: IntegrationId }): Provider | undefined {
    const seen = new Set([id]);
    for (let next = this.fallbacks.get(id); next != null && !seen.has(next); next = this.fallbacks.get(next)) {
      const provider = this.byId.get(next);
      if (provider) return provider;
      seen.add(next);
    }
    return undefined;
  }

  /** Who answers for a provider that cannot be used: whoever it falls back to. */
  private instead(name: string, asked: string): Target {
    const found = this.unusable.find(({ provider }) => provider.toLowerCase() === name.toLowerCase());
    if (!found) throw unknownModel(this.withNames(`There is no model or provider "${shown(asked)}".`));
    const fallback = this.fallbackOf(found);
    if (fallback?.defaultModel) return this.target(fallback, fallback.defaultModel);
    throw unknownModel(this.withNames(`${found.provider} cannot be used: ${found.fault.message}.`));
  }

  private withNames(message: string): string {
    const names = this.list().map(({ id }) => id);
    if (names.length === 0) return `${message} No active AI provider is set up for this tenant.`;
    const more = names.length > 20 ? `, and ${names.length - 20} more (GET /v1/models)` : '';
    return `${message} There are: ${names.slice(0, 20).join(', ')}${more}.`;
  }
}

const shown = (text: string) => text.slice(0, 100);

function splitAt(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
