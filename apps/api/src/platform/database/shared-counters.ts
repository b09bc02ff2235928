import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';

/** Rate limits that all instances count together, in PostgreSQL. */
@Injectable()
export class SharedCounters {
  constructor(private readonly dataSource: DataSource) {}

  /** At most `points` for each key within `seconds`. Keys must be digests: they are stored as they are. */
  limiter(keyPrefix: string, points: number, seconds: number): RateLimiterPostgres {
    return new RateLimiterPostgres({
      storeClient: this.dataSource,
      storeType: 'typeorm',
      tableName: 'shared_counters',
      tableCreated: true,
      clearExpiredByTimeout: true,
      keyPrefix,
      points,
      duration: seconds,
    });
  }
}
