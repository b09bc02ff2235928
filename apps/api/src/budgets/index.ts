/**
 * How much tenants may spend on AI, and how much they do. Owns `budgets`, their windows, leases and alerts, and
 * `gateway_instances`; not what calls cost (models) nor their record (usage). The gateway asks the gate before each attempt;
 * usage has the writer count what it came to.
 */
export { Admission, BudgetRefusal, type Settlement } from './admission.ts';
export type { Subject, TenantBudgets } from './budget.ts';
export { BudgetGate } from './budget-gate.ts';
export { BudgetWriter } from './budget-writer.ts';
export { BudgetsModule } from './budgets.module.ts';
export { BudgetsService } from './budgets.service.ts';
export type { Spending } from './spending.ts';
