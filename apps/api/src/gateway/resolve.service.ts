import { Injectable } from '@nestjs/common';
import { BudgetsService } from '../budgets/index.ts';
import type { ServiceAccountId, TenantScope } from '../platform/access/tenant-scope.ts';
import { errorKind } from '../platform/errors/coded-error.ts';
import { AiDirectory } from './ai-directory.ts';
import { GatewayError } from './gateway-error.ts';
import type { Resolution, ResolvedProvider, ResolveQuery } from './resolve.dto.ts';
import type { Target, TenantAi } from './tenant-ai.ts';

const modelNotFound = errorKind('model_not_found', { status: 404, title: 'There is no such model' });

/** Says whom a service may ask, and in which order, when it calls providers itself. */
@Injectable()
export class ResolveService {
  constructor(
    private readonly directory: AiDirectory,
    private readonly budgets: BudgetsService,
  ) {}

  /** Throws 404 `model_not_found` for a model nobody offers. */
  async resolve(scope: TenantScope, { purpose, model }: ResolveQuery): Promise<Resolution> {
    const ai = await this.directory.of(scope);
    const candidates = model === undefined ? ai.targets(purpose) : chainFrom(ai, model, purpose);
    const chain: ResolvedProvider[] = [];
    for (const target of candidates) {
      if (!target.provider.connection.stored.active) continue;
      if (await this.hasMoney(scope, ai, target)) chain.push(toResolved(target));
    }
    return { purpose, chain };
  }

  private hasMoney(scope: TenantScope, { budgets }: TenantAi, { provider, model }: Target): Promise<boolean> {
    const serviceAccountId = scope.actor.id as ServiceAccountId | null;
    return this.budgets.hasRoom(scope, budgets, { integrationId: provider.id, model, serviceAccountId });
  }
}

function chainFrom(ai: TenantAi, model: string, purpose: ResolveQuery['purpose']): Target[] {
  try {
    return ai.chain(ai.find(model), purpose === 'embedding' ? 'embeddings' : 'chat');
  } catch (error) {
    if (error instanceof GatewayError) throw modelNotFound({ detail: error.message, cause: error });
    throw error;
  }
}

const toResolved = ({ provider, model, registered }: Target): ResolvedProvider => ({
  integration_id: provider.id,
  provider: provider.name,
  display_name: provider.connection.stored.name,
  base_url: provider.connection.settings.base_url,
  model,
  model_config: provider.connection.settings.model_config,
  context_window: registered?.contextWindow ?? null,
  max_output_tokens: registered?.maxOutputTokens ?? null,
});
