import { Injectable, Logger } from '@nestjs/common';
import { MembersService } from '../identity/index.ts';
import { createIntegrationBody, IntegrationsService } from '../integrations/index.ts';
import { roleNames } from '../platform/access/permissions.ts';
import { TenantScope } from '../platform/access/tenant-scope.ts';
import { Config } from '../platform/config/config.ts';
import { type PlatformTx, Transactions } from '../platform/database/transactions.ts';
import { TenancyService } from '../tenancy/index.ts';
import { type DemoTenant, demoTenants } from './demo-data.ts';

const lock = { name: 'demo-lock', text: 'SELECT pg_advisory_xact_lock(7340224)' };

/** Fills an empty installation with three tenants, once and in one piece. Never runs in production. */
@Injectable()
export class DemoService {
  private readonly logger = new Logger('Demo');

  constructor(
    private readonly tenancy: TenancyService,
    private readonly members: MembersService,
    private readonly integrations: IntegrationsService,
    private readonly transactions: Transactions,
    private readonly config: Config,
  ) {}

  async seed(): Promise<void> {
    if ((await this.tenancy.list()).length > 0) return;
    const seeded = await this.transactions.runPlatform(async (tx) => {
      await tx.rows(lock);
      if ((await this.tenancy.listIn(tx)).length > 0) return false;
      for (const tenant of demoTenants) await this.seedTenant(tx, tenant);
      return true;
    });
    if (seeded) this.logger.log(`Seeded the demo tenants ${demoTenants.map((tenant) => tenant.slug).join(', ')}`);
  }

  private async seedTenant(platformTx: PlatformTx, demo: DemoTenant): Promise<void> {
    const row = await this.tenancy.insertIn(platformTx, demo);
    const tx = await platformTx.bind(TenantScope.ofSystem(row, 'demo'));
    for (const [index, role] of roleNames.entries()) {
      const name = demo.people[index] ?? role;
      const person = {
        email: `${role}@${demo.slug}.example`,
        name,
        role,
        password: this.config.demo.password.reveal(),
      };
      await this.members.insert(tx, await this.members.prepare(person));
    }
    const ids = new Map<string, number>();
    for (const { fallback, ...integration } of demo.integrations) {
      const fallback_integration_id = fallback === undefined ? undefined : ids.get(fallback);
      const text = await this.integrations.createIn(
        tx,
        createIntegrationBody.parse({ ...integration, fallback_integration_id }),
      );
      ids.set(integration.provider, (JSON.parse(text) as { id: number }).id);
    }
  }
}
