import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AssetsService } from '../assets/index.ts';
import { HealthService } from '../health/index.ts';
import { SessionsService } from '../identity/index.ts';
import { DeliveriesService } from '../notifications/index.ts';
import { type Statement, Transactions } from '../platform/database/transactions.ts';
import { UsageService } from '../usage/index.ts';

const HOUR_MS = 3_600_000;
const forgetKeys: Statement = {
  name: 'housekeeping-forget-keys',
  text: "DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'",
};

/** Once an hour and at start: removes what has run out. Doing it in several instances at once does no harm. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Housekeeping');
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly assets: AssetsService,
    private readonly sessions: SessionsService,
    private readonly health: HealthService,
    private readonly deliveries: DeliveriesService,
    private readonly usage: UsageService,
    private readonly transactions: Transactions,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), HOUR_MS).unref();
    void this.run();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.sessions.sweep();
      await this.health.sweep();
      await this.deliveries.sweep();
      await this.usage.sweep();
      await this.transactions.runPlatform((tx) => tx.rows(forgetKeys));
      const removed = await this.assets.sweep();
      if (removed > 0) this.logger.log(`Removed ${removed} file(s) that no logo points at`);
    } catch (error) {
      this.logger.warn({ msg: 'Housekeeping failed and is tried again in an hour', err: error });
    }
  }
}
