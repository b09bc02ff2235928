import {
  type Connector,
  checkSettings,
  createContext,
  type Effort,
  fromManifest,
  type IntegrationType,
  type RecordPage,
  type Settings,
  type SourceRecord,
  type Stage,
  type TestOutcome,
  testConnection,
  upgradeSettings,
} from '@ims/connector-sdk';
import { BoundSecret, type ClientOptions, Egress, type EgressClient, originOf } from '@ims/egress';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { ConnectorRegistry } from '../connectors/index.ts';
import { type IntegrationId, IntegrationsService, type StoredIntegration } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Config } from '../platform/config/config.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { CodedError } from '../platform/errors/coded-error.ts';
import { invalidField } from '../platform/errors/common-errors.ts';
import { consume } from '../platform/http/throttle.guard.ts';
import { connectionFailed, inactive, notADataSource, schemaOutdated } from './connection.errors.ts';
import type { TestBody, TryBody, TryResult } from './connections.dto.ts';
import { type TestResult, toTestResult } from './test-answer.ts';

/** An integration ready to be used. */
export interface Connection {
  connector: Connector;
  settings: Settings;
  secret: BoundSecret | undefined;
}

export type StoredConnection = Connection & { stored: StoredIntegration };

export interface UnusableConnection {
  id: IntegrationId;
  provider: string;
  fallback_integration_id: IntegrationId | null;
  fault: CodedError;
}

const PREVIEW_MS = 20_000;
const TRIED_RECORDS = 5;
/** Between them a stream of records waits as long as a system asks, within reason. */
const PATIENCE = { maxWaitMs: 60_000 };

@Injectable()
export class ConnectionsService implements OnApplicationShutdown {
  /** Kept connections, one pool for each integration as it was last saved: never shared between tenants or secrets. */
  private readonly pools = new LRUCache<string, EgressClient>({
    max: 1000,
    ttl: 300_000,
    updateAgeOnGet: true,
    ttlAutopurge: true,
    dispose: (client) => void client.close(),
  });

  private readonly tests?: RateLimiterMemory;

  constructor(
    private readonly integrations: IntegrationsService,
    private readonly connectors: ConnectorRegistry,
    private readonly transactions: Transactions,
    private readonly egress: Egress,
    config: Config,
  ) {
    if (config.throttle.on)
      this.tests = new RateLimiterMemory({ points: config.throttle.testsPerMinute, duration: 60 });
  }

  /** Counts a call that somebody wants made now: each costs the external system something. Throws 429. */
  async admit(scope: TenantScope): Promise<void> {
    if (this.tests) await consume(this.tests, String(scope.tenantId), 'Your tenant tests connections too often.');
  }

  /** Throws 404; 409 `secret_unreadable`, `schema_outdated`. */
  async open(scope: TenantScope, id: IntegrationId): Promise<StoredConnection> {
    return this.opened(scope, await this.integrations.open(scope, id));
  }

  private async opened(scope: TenantScope, stored: StoredIntegration): Promise<StoredConnection> {
    const connector = await this.connectorFor(scope, stored);
    const settings = upgraded(connector, stored);
    const secret = stored.secret ? new BoundSecret(stored.secret.origin, stored.secret.value) : undefined;
    return { connector, settings, secret, stored };
  }

  /** All of a type; in place of one that cannot be used stands why: its secret is unreadable, its settings are outdated. */
  async openAll(scope: TenantScope, type: IntegrationType): Promise<(StoredConnection | UnusableConnection)[]> {
    const all = await this.integrations.openAll(scope, type);
    return Promise.all(all.map((one) => ('fault' in one ? one : this.openedOrWhyNot(scope, one))));
  }

  private async openedOrWhyNot(
    scope: TenantScope,
    stored: StoredIntegration,
  ): Promise<StoredConnection | UnusableConnection> {
    try {
      return await this.opened(scope, stored);
    } catch (fault) {
      if (!(fault instanceof CodedError)) throw fault;
      const { id, provider, fallback_integration_id } = stored;
      return { id, provider, fallback_integration_id, fault };
    }
  }

  /** Connections of its own for somebody who keeps and closes them. */
  dial({ settings }: Connection, options: Pick<ClientOptions, 'limits' | 'connections'>): EgressClient {
    return this.egress.open({ ...networkOf(settings), ...options });
  }

  /** What was typed, not saved. A stored secret joins it only for the origin it was entered for. */
  async openTyped(scope: TenantScope, body: TestBody): Promise<Connection> {
    const { id, password, provider, type, ...given } = body;
    const settings: Settings = { ...unset, ...given };
    const connector = await this.connectorFor(scope, { provider, type });
    if (id === undefined) return typed(connector, settings, password ?? undefined);
    if (password !== undefined) {
      await this.integrations.get(scope, id as IntegrationId);
      return typed(connector, settings, password ?? undefined);
    }
    const { secret } = await this.open(scope, id as IntegrationId);
    if (secret && secret.origin !== originOf(checkSettings(connector, settings, true).settings.base_url))
      throw invalidField(
        '/password',
        'secret_reentry_required',
        `The stored secret was entered for ${secret.origin} and is sent nowhere else. Enter it again for the new address.`,
      );
    return { connector, settings, secret };
  }

  /** Throws what is wrong with the request before the test begins. */
  async prepareTest(scope: TenantScope, body: TestBody) {
    await this.admit(scope);
    const connection = await this.openTyped(scope, body);
    return (signal: AbortSignal) => this.result(this.test(connection, signal));
  }

  /** Tests a connector that is still being written, and reads what it finds first. */
  async prepareTry(scope: TenantScope, body: TryBody) {
    await this.admit(scope);
    const { manifest, password, ...given } = body;
    const connector = fromManifest(manifest);
    const connection = typed(connector, { ...unset, ...given }, password ?? undefined);
    return (signal: AbortSignal) => this.tried(connection, signal);
  }

  /** Goes all the way on a connection of its own; ends when `signal` does. */
  async *test(
    connection: Connection,
    signal?: AbortSignal,
    effort: Effort = 'full',
  ): AsyncGenerator<Stage, TestOutcome> {
    const client = this.egress.open({ ...networkOf(connection.settings), keepAlive: false });
    try {
      return yield* testConnection({ ...connection, client, signal, effort });
    } finally {
      await client.close();
    }
  }

  /** The first records of a data source, as far as they come within {@link PREVIEW_MS}. */
  async preview(scope: TenantScope, id: IntegrationId, limit: number): Promise<RecordPage> {
    await this.admit(scope);
    const signal = AbortSignal.timeout(PREVIEW_MS);
    for await (const page of await this.records(scope, id, { limit }, signal))
      return { ...page, records: page.records.slice(0, limit) };
    return { records: [], cursor: null };
  }

  /** Pages of records from a cursor on, fetched as they are asked for. */
  async records(
    scope: TenantScope,
    id: IntegrationId,
    from: { cursor?: string; limit: number },
    signal: AbortSignal,
    patience?: typeof PATIENCE,
  ): Promise<AsyncIterable<RecordPage>> {
    const { connector, settings, secret, stored } = await this.open(scope, id);
    if (!connector.records) throw notADataSource({ detail: `${connector.display_name} holds no records to read.` });
    if (!stored.active) throw inactive({ detail: 'Activate the integration first.' });
    const context = createContext({ connector, settings, secret, client: this.pool(scope, stored), signal, patience });
    const read = connector.records.bind(connector);
    return faultsAsProblems(() => read(context, from));
  }

  recordsPatiently(
    scope: TenantScope,
    id: IntegrationId,
    cursor: string | undefined,
    limit: number,
    signal: AbortSignal,
  ) {
    return this.records(scope, id, { cursor, limit }, signal, PATIENCE);
  }

  /** Kept connections of a stored integration. */
  pool(scope: TenantScope, { id, version, settings }: StoredIntegration): EgressClient {
    const key = `${scope.tenantId}/${id}/${version}`;
    const known = this.pools.get(key);
    if (known) return known;
    const client = this.egress.open(networkOf(settings));
    this.pools.set(key, client);
    return client;
  }

  onApplicationShutdown(): void {
    this.pools.clear();
  }

  private async *tried(connection: Connection, signal: AbortSignal): AsyncGenerator<Stage, TryResult> {
    const result = yield* this.result(this.test(connection, signal));
    return { ...result, records: result.ok ? await this.firstRecords(connection, signal) : [] };
  }

  private async firstRecords(
    { connector, settings, secret }: Connection,
    signal: AbortSignal,
  ): Promise<SourceRecord[]> {
    if (!connector.records) return [];
    const client = this.egress.open({ ...networkOf(settings), keepAlive: false });
    try {
      const context = createContext({ connector, settings, secret, client, signal });
      const read = connector.records.bind(connector);
      for await (const { records } of faultsAsProblems(() => read(context, { limit: TRIED_RECORDS })))
        return records.slice(0, TRIED_RECORDS);
      return [];
    } finally {
      await client.close();
    }
  }

  private async *result(test: AsyncGenerator<Stage, TestOutcome>): AsyncGenerator<Stage, TestResult> {
    return toTestResult(yield* test, new Date());
  }

  private connectorFor(scope: TenantScope, { provider, type }: Pick<StoredIntegration, 'provider' | 'type'>) {
    return this.connectors.find(this.transactions.reader(scope), provider, type);
  }
}

/** As it would be saved: what was pasted whole is taken apart, and the secret is bound to the address that comes out. */
function typed(connector: Connector, given: Settings, password: string | undefined): Connection {
  const { settings, secret } = checkSettings(connector, given, password);
  return { connector, settings, secret: secret ? new BoundSecret(originOf(settings.base_url), secret) : undefined };
}

function upgraded(connector: Connector, { settings, connector_version }: StoredIntegration): Settings {
  try {
    return upgradeSettings(connector, settings, connector_version);
  } catch (error) {
    throw schemaOutdated({ detail: (error as Error).message, cause: error });
  }
}

const unset = { username: null, base_search: null, model: null, model_config: {}, provider_metadata: {} };

/** A system inside a company may have its own authority and stand behind a proxy; any connector understands these two. */
function networkOf({ provider_metadata: metadata }: Settings): ClientOptions {
  const { ca_certificate: ca, proxy_url: proxy } = metadata;
  return {
    ...(typeof ca === 'string' && ca !== '' ? { ca } : {}),
    ...(typeof proxy === 'string' && proxy !== '' ? { proxy: { url: proxy } } : {}),
  };
}

/** `read` may throw before it gives the first page. */
async function* faultsAsProblems(read: () => AsyncIterable<RecordPage>): AsyncIterable<RecordPage> {
  try {
    yield* read();
  } catch (error) {
    throw connectionFailed(error);
  }
}
