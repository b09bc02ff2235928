import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.ts';
import { HealthController } from './health.controller.ts';
import { Housekeeping } from './housekeeping.ts';
import { Readiness } from './readiness.ts';

@Module({ imports: [AssetsModule], controllers: [HealthController], providers: [Readiness, Housekeeping] })
export class OperationsModule {}
