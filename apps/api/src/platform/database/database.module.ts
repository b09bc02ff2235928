import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { Config } from '../config/config.ts';
import { Listener } from './listener.ts';
import { assertTenantIsolation } from './posture.ts';
import { SharedCounters } from './shared-counters.ts';
import { Transactions } from './transactions.ts';

const logger = new Logger('Database');

async function connect(config: Config, entities: MixedList<Function | string | EntitySchema>): Promise<DataSource> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: config.database.appUrl.reveal(),
    entities,
    applicationName: 'ims',
    poolErrorHandler: (error) => logger.warn(`A database connection was lost: ${error.message}`),
    extra: {
      max: config.database.pool,
      connectionTimeoutMillis: 2000,
      statement_timeout: 5000,
      // The server's own limit does not help when it no longer answers at all.
      query_timeout: 6000,
      lock_timeout: 2000,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
    },
  }).initialize();
  await assertTenantIsolation(dataSource);
  return dataSource;
}

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  static with(entities: MixedList<Function | string | EntitySchema>) {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DataSource, inject: [Config], useFactory: (config: Config) => connect(config, entities) },
        Listener,
        SharedCounters,
        Transactions,
      ],
      exports: [Listener, SharedCounters, Transactions],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}
