import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditService } from '../audit/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Transactions } from '../platform/database/transactions.ts';

const WINDOW_MS = 10_000;

export interface ReadSecret {
  id: IntegrationId;
  name: string;
  secretVersion: number;
}

/** A service that reads one secret again and again. */
interface Reader {
  /** Of the last read: whose request stands for those that were counted. */
  scope: TenantScope;
  secret: ReadSecret;
  count: number;
  since: Date;
  /** While the first read is being written. */
  begun?: Promise<void>;
}

/**
 * Writes reads of secrets into the audit trail. The first one of a service is there before the secret leaves; the next
 * ones are counted and written every ten seconds, and when the process ends, until ten seconds go by without any.
 */
@Injectable()
export class CredentialReads implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Credentials');
  private readonly readers = new Map<string, Reader>();
  private timer?: NodeJS.Timeout;
  private flushed: Promise<void> = Promise.resolve();

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
  ) {}

  /** Resolves when the secret may leave; rejects with what keeps the trail from being written. */
  note(scope: TenantScope, secret: ReadSecret): Promise<void> | undefined {
    const key = `${scope.tenantId} ${scope.actor.id} ${secret.id} ${secret.secretVersion}`;
    const known = this.readers.get(key);
    if (known) {
      known.count += 1;
      known.scope = scope;
      return known.begun;
    }
    const reader: Reader = { scope, secret, count: 0, since: new Date() };
    this.readers.set(key, reader);
    reader.begun = this.begin(key, reader);
    return reader.begun;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), WINDOW_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    for (const { scope, secret, count } of this.readers.values())
      if (count > 0)
        this.logger.error({
          msg: 'Reads are not in the audit trail',
          actor: scope.actor,
          integration: secret.id,
          count,
        });
  }

  /** Writes what was counted, one flush after the other. What cannot be written is counted on. */
  flush(): Promise<void> {
    this.flushed = this.flushed.then(async () => {
      for (const [key, reader] of [...this.readers]) if (!reader.begun) await this.settle(key, reader);
    });
    return this.flushed;
  }

  private async begin(key: string, reader: Reader): Promise<void> {
    try {
      await this.write(reader, 1, reader.since);
    } catch (error) {
      this.readers.delete(key);
      throw error;
    }
    reader.begun = undefined;
  }

  private async settle(key: string, reader: Reader): Promise<void> {
    const { count, since } = reader;
    if (count === 0) return void this.readers.delete(key);
    Object.assign(reader, { count: 0, since: new Date() });
    try {
      await this.write(reader, count, since);
    } catch (error) {
      Object.assign(reader, { count: reader.count + count, since });
      this.logger.warn({ msg: 'Reads could not be written to the audit trail yet', err: error });
    }
  }

  private write({ scope, secret }: Reader, reads: number, since: Date): Promise<void> {
    const { id, name, secretVersion } = secret;
    return this.transactions.run(scope, (tx) =>
      this.audit.record(tx, {
        action: 'integration.credentials_read',
        resource: { type: 'integration', id, name },
        after: { secret_version: secretVersion, reads, since: since.toISOString() },
      }),
    );
  }
}
