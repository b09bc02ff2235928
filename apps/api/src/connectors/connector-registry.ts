import { type Connector, fromManifest, type IntegrationType } from '@ims/connector-sdk';
import { builtInConnectors, connectorFor } from '@ims/connectors';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Reader } from '../platform/database/transactions.ts';
import { ManifestsRepository, type StoredManifest } from './manifests.repository.ts';
import { PLUGINS } from './plugins.ts';

/** Which connector serves a provider: a built-in or installed one of that name, the tenant's own, else the generic one of the type. */
@Injectable()
export class ConnectorRegistry {
  private readonly installed: ReadonlyMap<string, Connector>;
  private readonly made = new LRUCache<number, Connector>({ max: 500 });

  constructor(
    private readonly manifests: ManifestsRepository,
    @Inject(PLUGINS) plugins: Connector[],
  ) {
    this.installed = new Map([...builtInConnectors, ...plugins].map((connector) => [connector.provider, connector]));
  }

  /** Connectors every tenant has. */
  get everybodys(): Connector[] {
    return [...this.installed.values()];
  }

  originOf(connector: Connector): 'built_in' | 'plugin' {
    return builtInConnectors.includes(connector) ? 'built_in' : 'plugin';
  }

  findInstalled(provider: string): Connector | undefined {
    return this.installed.get(provider.toLowerCase());
  }

  /** Versions of the connectors that are not a tenant's own: by `provider/type`, and of the generic ones by type. */
  versions(): { installed: Record<string, number>; generic: Record<IntegrationType, number> } {
    const entries = this.everybodys.map(({ provider, type, version }) => [`${provider}/${type}`, version]);
    const genericOf = (type: IntegrationType) => connectorFor('', type).version;
    return {
      installed: Object.fromEntries(entries),
      generic: {
        data_source: genericOf('data_source'),
        ai_provider: genericOf('ai_provider'),
        notification: genericOf('notification'),
      },
    };
  }

  async find(reader: Reader, provider: string, type: IntegrationType): Promise<Connector> {
    const installed = this.findInstalled(provider);
    if (installed?.type === type) return installed;
    const own = installed ? undefined : await this.manifests.findCurrent(reader, provider);
    const connector = own && this.ofManifest(own);
    return connector?.type === type ? connector : connectorFor(provider, type);
  }

  /** Made once: its schemas take a moment to compile. */
  ofManifest({ id, manifest }: StoredManifest): Connector {
    const made = this.made.get(id) ?? fromManifest(manifest);
    this.made.set(id, made);
    return made;
  }
}
