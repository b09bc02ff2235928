import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Listener } from '../platform/database/listener.ts';
import { TenantMemory } from '../platform/database/tenant-memory.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { JsonText } from '../platform/http/answer.ts';
import type { ServiceIntegrationsQuery } from './integration.dto.ts';
import { INTEGRATION_CHANGES } from './integration-changes.ts';
import { IntegrationsRepository } from './integrations.repository.ts';

/** The integrations as services see them, who ask often and seldom find anything new: kept until something changes. */
@Injectable()
export class ServiceList {
  private readonly lists: TenantMemory<JsonText>;

  constructor(
    private readonly repository: IntegrationsRepository,
    private readonly transactions: Transactions,
    listener: Listener,
  ) {
    this.lists = new TenantMemory(listener, INTEGRATION_CHANGES, { maxTenants: 200, ttl: 10_000 });
  }

  list(scope: TenantScope, query: ServiceIntegrationsQuery): JsonText | Promise<JsonText> {
    return this.lists.get(scope, () => this.read(scope, query), `${query.type} ${query.active}`);
  }

  private async read(scope: TenantScope, query: ServiceIntegrationsQuery): Promise<JsonText> {
    const text = await this.repository.listForServices(this.transactions.reader(scope), query);
    return new JsonText(text, { etag: `"${createHash('sha256').update(text).digest('base64url')}"` });
  }
}
