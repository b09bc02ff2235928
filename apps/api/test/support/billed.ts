import { type BudgetBody, createModel, type NewModelBody, replaceBudgets } from '@ims/api-client';
import type { Sandbox } from '@ims/sandbox';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { type TenantId, TenantScope } from '../../src/platform/access/tenant-scope.ts';
import { type Entrance, untilListed } from './gateway.ts';
import type { ApiProcess } from './installation.ts';
import { openaiOf } from './sandboxed.ts';
import { makeService } from './service.ts';

interface Facts {
  sandbox: Sandbox;
  limitUsd: number;
  /** Of a token, in whole billionths of a dollar. */
  price: { input: number; output: number };
  /** Names of providers, each with how it misbehaves, if it does. */
  providers: Record<string, string | undefined>;
}

/** A tenant with one hard budget, whose providers know its calls by a key that nobody else has. */
export interface BilledTenant {
  scope: TenantScope;
  /** Calls by way of a process, once that knows the providers and the budget. */
  through(process: ApiProcess): Promise<Entrance>;
  /** What arrived of its calls, oldest first. */
  journal(): Sandbox['requests'];
  /** What the providers will charge. */
  bill(): { requests: number; aborted: number; nanos: number };
}

const model = 'gpt-4o-mini';
/** A billionth for a token is a thousandth of a dollar for a million. */
const perMillion = (nanos: number) => nanos / 1000;

export async function makeBilledTenant(process: ApiProcess, facts: Facts): Promise<BilledTenant> {
  const { sandbox, limitUsd, price, providers } = facts;
  const tenant = await makeTenant(process);
  const admin = await loginAs('admin', tenant);
  const { client } = admin;
  const budget: BudgetBody = { subject: 'tenant', period: 'month', limit_usd: limitUsd, hard: true, thresholds: [] };
  await replaceBudgets({ client, body: { budgets: [budget] }, throwOnError: true });
  const dollars = { input: perMillion(price.input), output: perMillion(price.output) };
  const key = `${sandbox.accounts.openai.key}.${tenant.slug}`;
  for (const [provider, behaviour] of Object.entries(providers)) {
    const { id: integration } = await makeIntegration(admin, {
      ...openaiOf(sandbox, behaviour),
      provider,
      model,
      password: key,
      provider_metadata: { budget_estimate: 'strict' },
    });
    const body: NewModelBody = { name: model, aliases: [`any-${provider}`], price: { state: 'priced', ...dollars } };
    await createModel({ client, path: { id: integration }, body, throwOnError: true });
  }
  const service = await makeService(admin);
  const through = async (app: ApiProcess) => {
    const entrance = { app, service };
    for (const provider of Object.keys(providers)) await untilListed(entrance, `any-${provider}`);
    return entrance;
  };
  const bill = () => {
    const entry = sandbox.ledger.entries.find(({ api_key }) => api_key === key);
    const { requests = 0, aborted = 0, input_tokens = 0, output_tokens = 0 } = entry ?? {};
    return { requests, aborted, nanos: input_tokens * price.input + output_tokens * price.output };
  };
  const scope = TenantScope.ofSystem({ id: tenant.id as TenantId, slug: tenant.slug }, 'test');
  const journal = () => sandbox.requests.filter(({ headers }) => headers.authorization === `Bearer ${key}`);
  return { scope, through, journal, bill };
}
