import { CreateAccess2026112209000 } from './202611220900-create-access.ts';
import { CreateTenants2026112209100 } from './202611220910-create-tenants.ts';
import { CreateKeys2026112209200 } from './202611220920-create-keys.ts';
import { CreateIntegrations2026112209300 } from './202611220930-create-integrations.ts';
import { CreateAuditAndOutbox2026112209400 } from './202611220940-create-audit-and-outbox.ts';
import { CreateConnections2026112210000 } from './202611221000-create-connections.ts';
import { CreateServiceAccounts2026112210100 } from './202611221010-create-service-accounts.ts';
import { CreateModels2026112221000 } from './202611222100-create-models.ts';
import { CreateUsage2026112221100 } from './202611222110-create-usage.ts';
import { CreateBudgets2026112221200 } from './202611222120-create-budgets.ts';
import { PackLatencies2026112816300 } from './202611281630-pack-latencies.ts';

/** Every change to the schema, in order. A new one is a new file and a new line here; what has run is never edited. */
export const migrations = [
  CreateAccess2026112209000,
  CreateTenants2026112209100,
  CreateKeys2026112209200,
  CreateIntegrations2026112209300,
  CreateAuditAndOutbox2026112209400,
  CreateConnections2026112210000,
  CreateServiceAccounts2026112210100,
  CreateModels2026112221000,
  CreateUsage2026112221100,
  CreateBudgets2026112221200,
  PackLatencies2026112816300,
];
