import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../integrations/index.ts';
import { ModelsModule } from '../models/index.ts';
import { TenancyModule } from '../tenancy/index.ts';
import { UsageModule } from '../usage/index.ts';
import { DemoService } from './demo.service.ts';

@Module({ imports: [TenancyModule, IntegrationsModule, ModelsModule, UsageModule], providers: [DemoService] })
export class DemoModule {}
