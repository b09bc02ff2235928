import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.ts';
import { Outbox } from '../events/index.ts';
import { type IntegrationId, IntegrationsService } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { violatedUnique } from '../platform/database/database-errors.ts';
import { once } from '../platform/database/once.ts';
import { type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { JsonText } from '../platform/http/answer.ts';
import type { IdempotencyKey } from '../platform/http/params.ts';
import { assertVersion } from '../platform/http/version.ts';
import type { ChangeModelBody, ModelView, NewModelBody } from './model.dto.ts';
import type { ModelId } from './model.entity.ts';
import { aliasTaken, modelExists, notAnAiProvider } from './model.errors.ts';
import { toModelView } from './model-view.ts';
import { type ModelOwner, type ModelRow, ModelsRepository } from './models.repository.ts';
import { type RegisteredModel, toRegisteredModel } from './registered-model.ts';

@Injectable()
export class ModelsService {
  constructor(
    private readonly repository: ModelsRepository,
    private readonly integrations: IntegrationsService,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** All models of the tenant, inactive ones included, in the order they were registered. */
  async ofTenant(scope: TenantScope): Promise<RegisteredModel[]> {
    return (await this.repository.all(this.transactions.reader(scope))).map(toRegisteredModel);
  }

  async list(scope: TenantScope, integration: IntegrationId): Promise<ModelView[]> {
    const reader = this.transactions.reader(scope);
    const [rows] = await Promise.all([
      this.repository.ofIntegration(reader, integration),
      this.repository.owner(reader, integration),
    ]);
    const now = new Date();
    return rows.map((row) => toModelView(row, scope, now));
  }

  /** Registers a model. Throws 404, 409 `model_exists`, `alias_taken`, 422 `not_an_ai_provider`. */
  async create(
    scope: TenantScope,
    integration: IntegrationId,
    body: NewModelBody,
    key: IdempotencyKey | undefined,
  ): Promise<JsonText> {
    const text = await this.transactions.run(scope, (tx) =>
      once(tx, key, async () => JSON.stringify(await this.createIn(tx, integration, body))),
    );
    const { id, version } = JSON.parse(text) as ModelView;
    return new JsonText(text, { id, version });
  }

  /** Changes the fields that are given; a price is added to those there are. Throws 404, 409, 412, 422. */
  change(
    scope: TenantScope,
    integration: IntegrationId,
    id: ModelId,
    body: ChangeModelBody,
    version: number | undefined,
  ): Promise<ModelView> {
    return this.transactions.run(scope, async (tx) => {
      const owner = await this.lockedAiProvider(tx, integration);
      const row = await this.repository.get(tx, integration, id);
      assertVersion(row, version);
      const { aliases, is_default: wanted = row.is_default, price, ...values } = body;
      await this.assertFree(tx, aliases, id);
      await this.setDefault(tx, integration, owner, { was: row.is_default, wanted, name: values.name ?? row.name });
      await this.uniquely(values.name ?? row.name, async () => {
        await this.repository.patch(tx, row, values);
        await this.writeParts(tx, id, { aliases, price });
      });
      const changed = await this.repository.get(tx, integration, id);
      await this.record(tx, 'model.updated', changed, { before: factsOf(row), after: factsOf(changed) });
      return toModelView(changed, scope, new Date());
    });
  }

  /** The integration may go on naming it as its default. */
  async remove(
    scope: TenantScope,
    integration: IntegrationId,
    id: ModelId,
    version: number | undefined,
  ): Promise<void> {
    await this.transactions.run(scope, async (tx) => {
      await this.repository.lockedOwner(tx, integration);
      const row = await this.repository.get(tx, integration, id);
      assertVersion(row, version);
      await this.repository.remove(tx, id);
      await this.record(tx, 'model.deleted', row, { before: factsOf(row), after: {} });
    });
  }

  /** Registers in the caller's transaction. */
  async createIn(tx: ScopedTx, integration: IntegrationId, body: NewModelBody): Promise<ModelView> {
    const owner = await this.lockedAiProvider(tx, integration);
    const { aliases, is_default, price, ...values } = body;
    const { name } = values;
    await this.assertFree(tx, aliases, null);
    const was = owner.model === name;
    await this.setDefault(tx, integration, owner, { was, wanted: is_default ?? was, name });
    const id = await this.uniquely(name, async () => {
      const made = await this.repository.insert(tx, integration, values);
      await this.writeParts(tx, made, { aliases, price });
      return made;
    });
    const row = await this.repository.get(tx, integration, id);
    await this.record(tx, 'model.created', row, { before: {}, after: factsOf(row) });
    return toModelView(row, tx.scope, new Date());
  }

  private async lockedAiProvider(tx: ScopedTx, integration: IntegrationId): Promise<ModelOwner> {
    const owner = await this.repository.lockedOwner(tx, integration);
    if (owner.type !== 'ai_provider')
      throw notAnAiProvider({ detail: `${owner.provider} is no AI provider, so it has no models.` });
    return owner;
  }

  /** A default stays the default under another name. */
  private async setDefault(
    tx: ScopedTx,
    integration: IntegrationId,
    owner: ModelOwner,
    { was, wanted, name }: { was: boolean; wanted: boolean; name: string },
  ): Promise<void> {
    const model = wanted ? name : was ? null : owner.model;
    if (model !== owner.model) await this.integrations.changeIn(tx, integration, { model }, undefined);
  }

  private async writeParts(
    tx: ScopedTx,
    id: ModelId,
    { aliases, price }: Pick<ChangeModelBody, 'aliases' | 'price'>,
  ): Promise<void> {
    if (aliases) await this.repository.replaceAliases(tx, id, aliases);
    if (price) await this.repository.setPrice(tx, id, price.effective_from ?? new Date(), price);
  }

  private async assertFree(tx: ScopedTx, aliases: readonly string[] = [], except: ModelId | null): Promise<void> {
    if (aliases.length === 0) return;
    const taken = await this.repository.takenAliases(tx, aliases, except);
    const errors = taken.map(({ alias, taken_by }) => ({
      pointer: `/aliases/${aliases.indexOf(alias)}`,
      code: 'alias_taken',
      message: `The alias ${alias} names ${taken_by} already. Choose another.`,
    }));
    if (errors.length > 0) throw aliasTaken({ detail: errors.map(({ message }) => message).join(' '), errors });
  }

  /** What somebody else did at the same moment shows only here. */
  private async uniquely<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const violated = violatedUnique(error);
      if (violated === 'ai_model_aliases_pkey')
        throw aliasTaken({ detail: 'One of the aliases was just given to another model.', cause: error });
      if (violated !== 'ai_models_name_key') throw error;
      const message = `The model ${name} is registered already. Change that one instead.`;
      throw modelExists({
        detail: message,
        errors: [{ pointer: '/name', code: 'model_exists', message }],
        cause: error,
      });
    }
  }

  private async record(
    tx: ScopedTx,
    action: string,
    { id, name, integration_id }: ModelRow,
    change: { before: Record<string, unknown>; after: Record<string, unknown> },
  ): Promise<void> {
    await Promise.all([
      this.audit.record(tx, { action, resource: { type: 'model', id, name }, ...change }),
      this.outbox.add(tx, action, { id, name, integration_id }),
    ]);
  }
}

/** What the audit trail compares. */
const factsOf = ({ name, aliases, purpose, ...row }: ModelRow) => ({
  name,
  aliases,
  purpose,
  is_default: row.is_default,
  context_window: row.context_window,
  max_output_tokens: row.max_output_tokens,
  base_model: row.base_model,
  active: row.active,
  prices: row.prices.map(({ id: _id, created_by: _by, ...price }) => price),
});
