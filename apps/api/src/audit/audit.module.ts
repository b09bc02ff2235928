import { Global, Module } from '@nestjs/common';
import { AuditAdminController } from './audit.admin.controller.ts';
import { AuditRepository } from './audit.repository.ts';
import { AuditService } from './audit.service.ts';

@Global()
@Module({ controllers: [AuditAdminController], providers: [AuditService, AuditRepository], exports: [AuditService] })
export class AuditModule {}
