import { Injectable, Logger } from '@nestjs/common';
import { MembersService, type PreparedMember } from '../identity/index.ts';
import { createIntegrationBody, type IntegrationId, IntegrationsService } from '../integrations/index.ts';
import { ModelsService, newModelBody } from '../models/index.ts';
import { roleNames } from '../platform/access/permissions.ts';
import { TenantScope } from '../platform/access/tenant-scope.ts';
import { Config } from '../platform/config/config.ts';
import { type PlatformTx, type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { TenancyService } from '../tenancy/index.ts';
import { type UsageEvent, UsageRecorder } from '../usage/index.ts';
import { type DemoModel, type DemoTenant, demoTenantsAt } from './demo-data.ts';
import type { SandboxFacts } from './demo-sandbox.ts';
import { demoUsage } from './demo-usage.ts';

const tryLock = { name: 'demo-try-lock', text: 'SELECT pg_try_advisory_xact_lock(7340224) AS mine' };

const DAY_MS = 86_400_000;
const BATCH = 1000;

/** Fills an empty installation with three tenants, once and in one piece. Never runs in production. */
@Injectable()
export class DemoService {
  private readonly logger = new Logger('Demo');

  constructor(
    private readonly tenancy: TenancyService,
    private readonly members: MembersService,
    private readonly integrations: IntegrationsService,
    private readonly models: ModelsService,
    private readonly usage: UsageRecorder,
    private readonly transactions: Transactions,
    private readonly config: Config,
  ) {}

  async seed(sandbox: SandboxFacts): Promise<void> {
    if ((await this.tenancy.list()).length > 0) return;
    const demoTenants = demoTenantsAt(sandbox);
    const people = await this.people(demoTenants);
    const seeded = await this.transactions.runPlatform(async (tx) => {
      // Another instance that starts at the same time is doing it.
      const [{ mine } = { mine: false }] = await tx.rows<{ mine: boolean }>(tryLock);
      if (!mine || (await this.tenancy.listIn(tx)).length > 0) return false;
      for (const tenant of demoTenants) await this.seedTenant(tx, tenant, people.get(tenant.slug) ?? []);
      return true;
    });
    if (seeded) this.logger.log(`Seeded the demo tenants ${demoTenants.map((tenant) => tenant.slug).join(', ')}`);
  }

  /** By tenant; made before the transaction, since hashing their passwords takes a while. */
  private async people(demoTenants: DemoTenant[]): Promise<Map<string, PreparedMember[]>> {
    const password = this.config.demo.password.reveal();
    const made = demoTenants.map(async ({ slug, people }) => {
      const members = roleNames.map((role, index) =>
        this.members.prepare({ email: `${role}@${slug}.example`, name: people[index] ?? role, role, password }),
      );
      return [slug, await Promise.all(members)] as const;
    });
    return new Map(await Promise.all(made));
  }

  private async seedTenant(platformTx: PlatformTx, demo: DemoTenant, people: PreparedMember[]): Promise<void> {
    const row = await this.tenancy.insertIn(platformTx, demo);
    const tx = await platformTx.bind(TenantScope.ofSystem(row, 'demo'));
    for (const person of people) await this.members.insert(tx, person);
    const ids = new Map<string, number>();
    for (const { fallback, models = [], ...integration } of demo.integrations) {
      const fallback_integration_id = fallback === undefined ? undefined : ids.get(fallback);
      const text = await this.integrations.createIn(
        tx,
        createIntegrationBody.parse({ ...integration, fallback_integration_id }),
      );
      const { id } = JSON.parse(text) as { id: IntegrationId };
      ids.set(integration.provider, id);
      for (const model of models) await this.seedModel(tx, id, model);
    }
  }

  private async seedModel(tx: ScopedTx, integration: IntegrationId, demo: DemoModel): Promise<void> {
    const { callsADay, dollars, ...model } = demo;
    const now = new Date();
    const effective_from = new Date(now.getTime() - 90 * DAY_MS).toISOString();
    const price = { state: 'priced', ...dollars, effective_from };
    await this.models.createIn(tx, integration, newModelBody.parse({ ...model, price }));
    const operation = model.purpose === 'embedding' ? 'embeddings' : 'chat';
    const events = demoUsage({ integration, model: model.name, operation, callsADay, price: dollars }, now);
    let batch: { event: UsageEvent }[] = [];
    for (const event of events) {
      batch.push({ event });
      if (batch.length < BATCH) continue;
      await this.usage.record(tx, batch);
      batch = [];
    }
    await this.usage.record(tx, batch);
  }
}
