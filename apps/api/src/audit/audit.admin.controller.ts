import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AdminRoute, Scope } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { type AuditQuery, auditEntryView, auditQuery } from './audit.dto.ts';
import { AuditService } from './audit.service.ts';

@ApiTags('Audit')
@Controller('api/v1/admin/audit')
export class AuditAdminController {
  constructor(private readonly audit: AuditService) {}

  @ApiOperation({ summary: 'List who did what in the tenant, newest first' })
  @Get()
  @AdminRoute('audit:read')
  @Answers(z.array(auditEntryView))
  listAuditEntries(@Scope() scope: TenantScope, @Query({ schema: auditQuery }) query: AuditQuery) {
    return this.audit.list(scope, query);
  }
}
