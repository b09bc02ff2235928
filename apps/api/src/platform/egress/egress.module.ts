import { Egress, parseAllowList } from '@ims/egress';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config.ts';

/** The only way out of the process, under the operator's rules. */
@Global()
@Module({
  providers: [
    {
      provide: Egress,
      inject: [Config],
      useFactory: ({ egress }: Config) => new Egress({ allow: parseAllowList(egress.allow) }),
    },
  ],
  exports: [Egress],
})
export class EgressModule implements OnApplicationShutdown {
  constructor(@Inject(Egress) private readonly egress: Egress) {}

  async onApplicationShutdown(): Promise<void> {
    await this.egress.close();
  }
}
