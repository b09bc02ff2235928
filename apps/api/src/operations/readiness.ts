import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { type Statement, Transactions } from '../platform/database/transactions.ts';
import { unavailable } from '../platform/errors/common-errors.ts';

const ping: Statement = { name: 'readiness-ping', text: 'SELECT 1' };

/** Migrations and the key ring are settled before the process listens; what may fail later is the database. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(private readonly transactions: Transactions) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async check(): Promise<void> {
    if (this.stopping) throw unavailable({ detail: 'The process is stopping.' });
    await this.transactions.runPlatform((tx) => tx.rows(ping));
  }
}
