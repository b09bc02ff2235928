import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AdminRoute, Scope } from '../../platform/access/access.decorators.ts';
import type { ServiceAccountId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { Answers, AnswersNothing } from '../../platform/http/answer.ts';
import { Id, type IdempotencyKey, Idempotent, IfMatch } from '../../platform/http/params.ts';
import {
  createdServiceAccount,
  createdServiceKey,
  type NewServiceAccountBody,
  type NewServiceKeyBody,
  newServiceAccountBody,
  newServiceKeyBody,
  serviceAccountView,
} from './service-account.dto.ts';
import { ServiceAccountsService } from './service-accounts.service.ts';
import type { ServiceKeyId } from './service-key.entity.ts';

const SHOWN_ONCE =
  'The key is shown in this answer only; a digest of it is kept. A repetition under the same `Idempotency-Key` is answered 409 `key_shown_once`.';

@ApiTags('Service accounts')
@Controller('api/v1/admin/service-accounts')
export class ServiceAccountsAdminController {
  constructor(private readonly accounts: ServiceAccountsService) {}

  @ApiOperation({ summary: 'List the service accounts of the tenant, with their keys' })
  @Get()
  @AdminRoute('service_accounts:read')
  @Answers(z.array(serviceAccountView))
  listServiceAccounts(@Scope() scope: TenantScope) {
    return this.accounts.list(scope);
  }

  @ApiOperation({ summary: 'Create a service account and its first key', description: SHOWN_ONCE })
  @Post()
  @AdminRoute('service_accounts:write')
  @Answers(createdServiceAccount, { created: true })
  createServiceAccount(
    @Scope() scope: TenantScope,
    @Body({ schema: newServiceAccountBody }) body: NewServiceAccountBody,
    @Idempotent() key?: IdempotencyKey,
  ) {
    return this.accounts.create(scope, body, key);
  }

  @ApiOperation({ summary: 'Delete a service account', description: 'Its keys open nothing from then on.' })
  @Delete(':id')
  @AdminRoute('service_accounts:write')
  @AnswersNothing()
  deleteServiceAccount(@Scope() scope: TenantScope, @Id() id: ServiceAccountId, @IfMatch() version?: number) {
    return this.accounts.remove(scope, id, version);
  }

  @ApiOperation({ summary: 'Make another key for a service account', description: SHOWN_ONCE })
  @Post(':id/keys')
  @AdminRoute('service_accounts:write')
  @Answers(createdServiceKey, { created: true })
  createServiceKey(
    @Scope() scope: TenantScope,
    @Id() id: ServiceAccountId,
    @Body({ schema: newServiceKeyBody }) body: NewServiceKeyBody,
    @Idempotent() key?: IdempotencyKey,
  ) {
    return this.accounts.createKey(scope, id, body, key);
  }

  @ApiOperation({ summary: 'Revoke a key', description: 'It opens nothing from then on.' })
  @Delete(':id/keys/:key_id')
  @AdminRoute('service_accounts:write')
  @AnswersNothing()
  deleteServiceKey(@Scope() scope: TenantScope, @Id() id: ServiceAccountId, @Id('key_id') keyId: ServiceKeyId) {
    return this.accounts.removeKey(scope, id, keyId);
  }
}
