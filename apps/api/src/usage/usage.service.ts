import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { IngestRepository } from './ingest/ingest.repository.ts';
import { RecordingRepository } from './recording/recording.repository.ts';

@Injectable()
export class UsageService {
  constructor(
    private readonly recording: RecordingRepository,
    private readonly ingest: IngestRepository,
    private readonly transactions: Transactions,
    private readonly config: Config,
  ) {}

  /** Makes room for the events of the months to come, and drops months that are kept long enough; sums stay. */
  async sweep(): Promise<void> {
    const { keepDays } = this.config.usage;
    await this.transactions.runPlatform((tx) => this.recording.keepPartitions(tx, keepDays));
    await this.transactions.runPlatform((tx) => this.ingest.forgetOld(tx));
  }
}
