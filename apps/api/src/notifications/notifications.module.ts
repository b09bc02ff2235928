import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/index.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { Messenger } from './messenger.ts';
import { NotificationsAdminController } from './notifications.admin.controller.ts';
import { NotificationsService } from './notifications.service.ts';

@Module({
  imports: [ConnectionsModule],
  controllers: [NotificationsAdminController],
  providers: [DeliveriesRepository, DeliveriesService, Messenger, NotificationsService],
  exports: [DeliveriesService],
})
export class NotificationsModule {}
