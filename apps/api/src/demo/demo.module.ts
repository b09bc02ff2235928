import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../integrations/index.ts';
import { TenancyModule } from '../tenancy/index.ts';
import { DemoService } from './demo.service.ts';

@Module({ imports: [TenancyModule, IntegrationsModule], providers: [DemoService] })
export class DemoModule {}
