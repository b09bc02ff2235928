import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { PlatformRoute } from '../platform/access/access.decorators.ts';
import type { TenantId } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { Id } from '../platform/http/params.ts';
import { TenancyService } from './tenancy.service.ts';
import { type CreateTenantBody, createTenantBody, tenantView } from './tenant.dto.ts';

@ApiTags('Platform')
@Controller('api/v1/platform/tenants')
export class TenantsPlatformController {
  constructor(private readonly tenancy: TenancyService) {}

  @ApiOperation({ summary: 'List all tenants' })
  @Get()
  @PlatformRoute()
  @Answers(z.array(tenantView))
  listTenants() {
    return this.tenancy.list();
  }

  @ApiOperation({ summary: 'Create a tenant with its first admin' })
  @Post()
  @PlatformRoute()
  @Answers(tenantView, { created: true })
  createTenant(@Body({ schema: createTenantBody }) body: CreateTenantBody, @Req() request: Request) {
    return this.tenancy.create(body, request.id);
  }

  @ApiOperation({ summary: 'Read one tenant' })
  @Get(':id')
  @PlatformRoute()
  @Answers(tenantView)
  getTenant(@Id() id: TenantId) {
    return this.tenancy.get(id);
  }

  @ApiOperation({ summary: 'Lock everybody of a tenant out' })
  @Post(':id/suspend')
  @PlatformRoute()
  @Answers(tenantView)
  suspendTenant(@Id() id: TenantId, @Req() request: Request) {
    return this.tenancy.setStatus(id, 'suspended', request.id);
  }

  @ApiOperation({ summary: 'Let the people of a tenant in again' })
  @Post(':id/resume')
  @PlatformRoute()
  @Answers(tenantView)
  resumeTenant(@Id() id: TenantId, @Req() request: Request) {
    return this.tenancy.setStatus(id, 'active', request.id);
  }
}
