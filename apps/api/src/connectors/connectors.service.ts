import { type Connector, type Manifest } from '@ims/connector-sdk';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.ts';
import { Outbox } from '../events/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { invalidField, notFound } from '../platform/errors/common-errors.ts';
import { type Capability, type ConnectorView, connectorDetail } from './connector.dto.ts';
import { connectorExists, connectorInUse } from './connector.errors.ts';
import { ConnectorRegistry } from './connector-registry.ts';
import { ManifestsRepository, type StoredManifest } from './manifests.repository.ts';

/** The catalogue of a tenant, and the connectors it writes itself. */
@Injectable()
export class ConnectorsService {
  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly manifests: ManifestsRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  async list(scope: TenantScope): Promise<ConnectorView[]> {
    const own = await this.manifests.allCurrent(this.transactions.reader(scope));
    return [
      ...this.registry.everybodys.map((connector) => toView(connector, this.registry.originOf(connector))),
      ...own.map((stored) => toView(this.registry.ofManifest(stored), 'manifest')),
    ];
  }

  async get(scope: TenantScope, provider: string) {
    const installed = this.registry.findInstalled(provider);
    if (installed) return { ...toView(installed, this.registry.originOf(installed)), manifest: null, versions: [] };
    return this.own(await this.manifests.versions(this.transactions.reader(scope), provider));
  }

  /** Throws 409 `connector_exists`. */
  create(scope: TenantScope, manifest: Manifest) {
    return this.transactions.run(scope, async (tx) => {
      await this.manifests.lock(tx, manifest.provider);
      const known = await this.manifests.findCurrent(tx, manifest.provider);
      if (known || this.registry.findInstalled(manifest.provider))
        throw connectorExists({ detail: `There is a connector ${manifest.provider} already. Choose another name.` });
      return this.add(tx, manifest, 1);
    });
  }

  /** Makes a new version; integrations use it from now on. Throws 404. */
  replace(scope: TenantScope, provider: string, manifest: Manifest) {
    return this.transactions.run(scope, async (tx) => {
      await this.manifests.lock(tx, provider);
      const known = await this.manifests.findCurrent(tx, provider);
      if (!known) throw notFound();
      if (manifest.provider !== known.provider)
        throw invalidField('/manifest/provider', 'provider_differs', `A version of ${known.provider} keeps that name.`);
      return this.add(tx, manifest, known.version + 1, known);
    });
  }

  /** Throws 404, 409 `connector_in_use`. */
  remove(scope: TenantScope, provider: string): Promise<void> {
    return this.transactions.run(scope, async (tx) => {
      await this.manifests.lock(tx, provider);
      const known = await this.manifests.findCurrent(tx, provider);
      if (!known) throw notFound();
      const users = await this.manifests.usersOf(tx, known.provider);
      if (users.length > 0) {
        const names = users.map(({ name }) => name).join(', ');
        throw connectorInUse({ detail: `Delete first what uses it: ${names}.`, members: { used_by: users } });
      }
      await this.manifests.remove(tx, known.provider);
      await this.record(tx, 'connector.deleted', known, known, undefined);
    });
  }

  private async add(tx: ScopedTx, manifest: Manifest, version: number, before?: StoredManifest) {
    const stored = await this.manifests.insert(tx, manifest, version);
    if (before) await this.manifests.outdate(tx, manifest);
    await this.record(tx, before ? 'connector.updated' : 'connector.created', stored, before, stored);
    return this.own(await this.manifests.versions(tx, stored.provider));
  }

  private own(versions: StoredManifest[]) {
    const [current] = versions;
    if (!current) throw notFound();
    return connectorDetail.parse({
      ...toView(this.registry.ofManifest(current), 'manifest'),
      version: current.version,
      manifest: current.manifest,
      versions: versions.map(({ version, created_by, created_at }) => ({
        version,
        created_by,
        created_at: created_at.toISOString(),
      })),
    });
  }

  private async record(
    tx: ScopedTx,
    action: string,
    { id, provider }: StoredManifest,
    before?: StoredManifest,
    after?: StoredManifest,
  ) {
    const resource = { type: 'connector', id, name: provider };
    const facts = (stored?: StoredManifest) => (stored ? { version: stored.version, manifest: stored.manifest } : {});
    await Promise.all([
      this.audit.record(tx, { action, resource, before: facts(before), after: facts(after) }),
      this.outbox.add(tx, action, { provider }),
    ]);
  }
}

function toView(connector: Connector, origin: ConnectorView['origin']): ConnectorView {
  const { provider, type, display_name, description, docs_url, version, configuration, credentials } = connector;
  const able: Record<Capability, boolean> = {
    test: true,
    records: connector.records !== undefined,
    models: connector.models !== undefined,
    chat: connector.ai !== undefined,
    send: connector.send !== undefined,
  };
  const capabilities = (Object.keys(able) as Capability[]).filter((name) => able[name]);
  return {
    provider,
    type,
    display_name,
    description,
    docs_url,
    origin,
    version,
    capabilities,
    configuration: { ...configuration },
    credentials: { ...credentials },
  };
}
