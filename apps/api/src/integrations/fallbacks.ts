import { Injectable } from '@nestjs/common';
import type { ScopedTx } from '../platform/database/transactions.ts';
import { invalidField } from '../platform/errors/common-errors.ts';
import type { IntegrationType } from './integration.dto.ts';
import type { IntegrationEntity, IntegrationId } from './integration.entity.ts';
import { integrationInUse } from './integration.errors.ts';
import { IntegrationsRepository } from './integrations.repository.ts';

interface Link {
  id: IntegrationId;
  type: IntegrationType;
  fallback_integration_id: number | null;
}

/** Who may fall back to whom: AI providers of one tenant, never in a circle. */
@Injectable()
export class Fallbacks {
  constructor(private readonly repository: IntegrationsRepository) {}

  /**
   * Whether `change` leaves the chains sound. The caller holds the tenant's fallback lock, since two changes that are
   * each sound can close a circle together. Throws 422 on the field, 409 when others fall back to what stops being an
   * AI provider.
   */
  async check(tx: ScopedTx, now: Link, change: Partial<Omit<Link, 'id'>>): Promise<void> {
    const { id } = now;
    const { type = now.type, fallback_integration_id: fallback = now.fallback_integration_id } = change;
    if (now.type === 'ai_provider' && type !== 'ai_provider') {
      const users = await this.repository.findUsersOf(tx, id);
      if (users.length > 0) throw inUse(users);
    }
    if (fallback === null || (type === now.type && fallback === now.fallback_integration_id)) return;
    if (type !== 'ai_provider') throw refused('only_ai_provider', 'only an AI provider can have a fallback');
    if (fallback === id) throw refused('itself', 'must be another integration than this one');
    const target = await this.repository.find(tx, fallback as IntegrationId);
    if (target?.type !== 'ai_provider') throw refused('not_an_ai_provider', 'must be an AI provider of your tenant');
    if ((await this.repository.fallbackChain(tx, target.id)).includes(id)) {
      throw refused('cycle', `would close a circle: ${target.provider} already falls back to this one`);
    }
  }
}

const refused = (code: string, message: string) => invalidField('/fallback_integration_id', code, message);

/** 409 with what uses an integration. */
export function inUse(users: IntegrationEntity[]) {
  const used_by = users.map((user) => ({ kind: 'fallback', id: user.id, name: user.display_name ?? user.provider }));
  const names = used_by.map((user) => user.name).join(', ');
  return integrationInUse({ detail: `It is the fallback of ${names}. Unlink it there first.`, members: { used_by } });
}
