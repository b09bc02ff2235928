import { Admission } from '../../src/budgets/index.ts';
import { TenantScope } from '../../src/platform/access/tenant-scope.ts';
import { BudgetInstance, cents, someCall } from './budget-instances.ts';

/** What the process is told. */
export interface BudgetOrder {
  appUrl: string;
  tenant: Parameters<typeof TenantScope.ofSystem>[0];
}

/** A process that admits one call of a cent after the other, until it is refused, and ends none of them. */
process.once('message', async ({ appUrl, tenant }: BudgetOrder) => {
  const scope = TenantScope.ofSystem(tenant, 'test');
  const { gate, service } = await BudgetInstance.start(appUrl);
  const budgets = await service.ofTenant(scope);
  for (;;) {
    const answer = await gate.admit(scope, budgets, someCall, cents(1));
    process.send?.(answer instanceof Admission ? 'passed' : 'refused');
    if (!(answer instanceof Admission)) break;
  }
});
