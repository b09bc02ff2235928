import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { IntegrationId } from '../integrations/index.ts';
import { AdminRoute, Scope } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { problem } from '../platform/errors/problem.ts';
import { Answers } from '../platform/http/answer.ts';
import { Id } from '../platform/http/params.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { type DeliveriesQuery, deliveriesQuery, deliveryView, sendingResult } from './notification.dto.ts';

@ApiTags('Notifications')
@Controller('api/v1/admin/integrations/:id')
export class NotificationsAdminController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @ApiOperation({
    summary: 'Send a test message through a channel, now',
    description: 'A message that was not taken is a 200 result. Either way it is listed among the deliveries.',
  })
  @Post('notify-test')
  @AdminRoute('integrations:write')
  @Answers(sendingResult)
  sendTestNotification(@Scope() scope: TenantScope, @Id() id: IntegrationId) {
    return this.deliveries.sendTest(scope, id);
  }

  @ApiOperation({ summary: 'List the messages sent through a channel, newest first' })
  @Get('deliveries')
  @AdminRoute('integrations:read')
  @Answers(z.array(deliveryView))
  listDeliveries(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Query({ schema: deliveriesQuery }) query: DeliveriesQuery,
  ) {
    return this.deliveries.list(scope, id, query);
  }

  @ApiOperation({
    summary: 'Send a failed message again',
    description: 'Under the same message id, with as many attempts as the first time.',
  })
  @Post('deliveries/:delivery_id/retry')
  @AdminRoute('integrations:write')
  @HttpCode(202)
  @ApiAcceptedResponse({ standardSchema: deliveryView })
  @ApiResponse({ status: 'default', standardSchema: problem, description: 'Problem document (RFC 9457)' })
  retryDelivery(@Scope() scope: TenantScope, @Id() id: IntegrationId, @Id('delivery_id') deliveryId: number) {
    return this.deliveries.retry(scope, id, deliveryId);
  }
}
