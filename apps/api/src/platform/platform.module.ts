import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AdminGuard, PlatformGuard, ServiceEntrance, TenantGuard } from './access/access.guards.ts';
import { Config } from './config/config.ts';
import { ProblemFilter } from './errors/problem.filter.ts';
import { ThrottleGuard } from './http/throttle.guard.ts';
import { ValidationPipe } from './http/validation.pipe.ts';

/** What every request passes through, in this order: who calls, may they, how often; then the body; then the answer. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config) {
    return {
      module: PlatformModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: Config, useValue: config },
        ServiceEntrance,
        { provide: APP_GUARD, useClass: TenantGuard },
        { provide: APP_GUARD, useClass: AdminGuard },
        { provide: APP_GUARD, useClass: PlatformGuard },
        { provide: APP_GUARD, useClass: ThrottleGuard },
        { provide: APP_PIPE, useClass: ValidationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [Config, ServiceEntrance],
    };
  }
}
