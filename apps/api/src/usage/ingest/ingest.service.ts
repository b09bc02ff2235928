import { Injectable } from '@nestjs/common';
import { INTEGRATION_CHANGES } from '../../integrations/index.ts';
import { ModelsService } from '../../models/index.ts';
import type { ServiceAccountId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { Listener } from '../../platform/database/listener.ts';
import { TenantMemory } from '../../platform/database/tenant-memory.ts';
import { Transactions } from '../../platform/database/transactions.ts';
import { UsageRecorder } from '../recording/usage-recorder.ts';
import { Catalogue } from './catalogue.ts';
import type { ReportUsageAnswer, ServiceUsageEvent } from './ingest.dto.ts';
import { IngestRepository } from './ingest.repository.ts';
import { toEvents } from './to-events.ts';

/** Takes in what services consumed on their own, beside the gateway. */
@Injectable()
export class IngestService {
  private readonly catalogues: TenantMemory<Catalogue>;

  constructor(
    private readonly repository: IngestRepository,
    private readonly models: ModelsService,
    private readonly recorder: UsageRecorder,
    private readonly transactions: Transactions,
    listener: Listener,
  ) {
    this.catalogues = new TenantMemory(listener, INTEGRATION_CHANGES);
  }

  /** All or nothing; each request id counts once. Throws 422 with a pointer to each event that is wrong. */
  async report(scope: TenantScope, reported: readonly ServiceUsageEvent[]): Promise<ReportUsageAnswer> {
    const catalogue = await this.catalogues.get(scope, () => this.readCatalogue(scope));
    const events = toEvents(reported, catalogue, scope.actor.id as ServiceAccountId | null, new Date());
    const byId = new Map(events.toReversed().map((event) => [event.request_id, event]));
    const accepted = await this.transactions.run(scope, async (tx) => {
      const known = await this.repository.claim(tx, byId.keys());
      const accepted = [...byId.values()].filter(({ request_id }) => !known.has(request_id));
      if (accepted.length > 0)
        await this.recorder.record(
          tx,
          accepted.map((event) => ({ event })),
        );
      return accepted.length;
    });
    return { accepted, duplicates: reported.length - accepted };
  }

  private async readCatalogue(scope: TenantScope): Promise<Catalogue> {
    const [integrations, models] = await Promise.all([
      this.repository.aiIntegrations(this.transactions.reader(scope)),
      this.models.ofTenant(scope),
    ]);
    return new Catalogue(integrations, models);
  }
}
