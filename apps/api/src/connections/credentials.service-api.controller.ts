import { Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Scope, ServiceRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { IdOrProvider } from '../platform/http/params.ts';
import { credentialsView } from './connections.dto.ts';
import { CredentialsService } from './credentials.service.ts';

@ApiTags('For services')
@Controller('api/v1/service/integrations')
export class CredentialsServiceController {
  constructor(private readonly credentials: CredentialsService) {}

  @ApiOperation({
    summary: 'Read the credentials of an integration',
    description:
      'The only answer that holds a secret; each read is in the audit trail. 409 `integration_inactive`, 424 `no_secret`.',
  })
  @Post(':id/credentials')
  @ServiceRoute('credentials:read')
  @Answers(credentialsView)
  readCredentials(@Scope() scope: TenantScope, @IdOrProvider() integration: string) {
    return this.credentials.read(scope, integration);
  }
}
