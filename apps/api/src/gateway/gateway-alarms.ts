import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type EventPayload, Outbox } from '../events/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Transactions } from '../platform/database/transactions.ts';
import type { Outcome } from '../usage/index.ts';
import type { Provider } from './provider.ts';
import type { Target } from './tenant-ai.ts';

const TROUBLE_QUIET_MS = 30_000;
const PRICE_QUIET_MS = 86_400_000;
/** What could not be written is raised again when it happens again after this. */
const RETRY_MS = 5000;
const MOST_REMEMBERED = 20_000;

/** The provider answered, and will not have these credentials. */
const credentialFaults = new Set<Outcome>(['auth_invalid', 'auth_expired', 'permission_missing', 'sso_required']);

/**
 * Tells what calls find out before a check of health does (events `integration.circuit_opened`,
 * `integration.credentials_rejected`) and what an admin has to mend (`model.price_unknown`). Each is written in a small
 * transaction of its own while the call goes on, and seldom: these are calls for attention, not a record.
 */
@Injectable()
export class GatewayAlarms implements OnApplicationShutdown {
  private readonly logger = new Logger('Gateway');
  private readonly quiet = new LRUCache<string, true>({ max: MOST_REMEMBERED });
  private readonly writing = new Set<Promise<void>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  circuitOpened(scope: TenantScope, provider: Provider, outcome: Outcome): void {
    this.raise(scope, 'integration.circuit_opened', provider, { outcome });
  }

  /** To be told every failed attempt. */
  failed(scope: TenantScope, provider: Provider, outcome: Outcome): void {
    if (credentialFaults.has(outcome)) this.raise(scope, 'integration.credentials_rejected', provider, { outcome });
  }

  /**
   * A call of a model that nobody has priced, under a budget that limits what may be spent. Models that only callers name
   * share one alarm: otherwise a caller could raise any number.
   */
  priceUnknown(scope: TenantScope, { provider, model, registered }: Target, policy: 'refused' | 'charged'): void {
    const subject = registered || model === provider.defaultModel ? model : '';
    this.raise(scope, 'model.price_unknown', provider, { model, policy }, { subject, quietMs: PRICE_QUIET_MS });
  }

  /** The database closes after this. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.writing);
  }

  private raise(
    scope: TenantScope,
    type: string,
    { connection: { stored } }: Provider,
    facts: EventPayload,
    { subject = '', quietMs = TROUBLE_QUIET_MS } = {},
  ): void {
    const key = `${scope.tenantId} ${stored.id} ${type} ${subject}`;
    if (this.quiet.has(key)) return;
    this.quiet.set(key, true, { ttl: quietMs });
    const payload = { id: stored.id, provider: stored.provider, name: stored.name, ...facts };
    const work = this.write(scope, type, payload).then((isWritten) => {
      if (!isWritten) this.quiet.set(key, true, { ttl: RETRY_MS });
      this.writing.delete(work);
    });
    this.writing.add(work);
  }

  private async write(scope: TenantScope, type: string, payload: EventPayload): Promise<boolean> {
    try {
      await this.transactions.run(scope, (tx) => this.outbox.add(tx, type, payload));
      return true;
    } catch (error) {
      this.logger.warn({ msg: `${type} could not be told`, ...payload, err: error });
      return false;
    }
  }
}
