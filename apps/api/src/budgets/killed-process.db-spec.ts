import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import {
  BudgetInstance,
  cents,
  makeBudget,
  silence,
  someCall,
  windowsOf,
} from '../../test/support/budget-instances.ts';
import type { BudgetOrder } from '../../test/support/budget-process.ts';
import { bundled } from '../../test/support/bundle.ts';
import { testTransactions } from '../../test/support/test-transactions.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Admission, BudgetRefusal } from './admission.ts';

const { owner, appUrl, newScope } = await testTransactions();
const here = await BudgetInstance.start(appUrl);
const { program } = await bundled('test/support/budget-process.ts');
afterAll(() => here.stop());

/** Has another process admit calls, and kills it when it has told of the third. */
async function race({ tenantId: id, tenantSlug: slug }: TenantScope) {
  const child = fork(program);
  const race = { passed: 0, gone: once(child, 'exit') };
  child.send({ appUrl, tenant: { id, slug } } satisfies BudgetOrder);
  const [first] = await Promise.race([once(child, 'message'), race.gone]);
  expect(first).toBe('passed');
  race.passed = 1;
  child.on('message', (word) => {
    race.passed += word === 'passed' ? 1 : 0;
    if (word === 'refused' || race.passed === 3) child.kill('SIGKILL');
  });
  return race;
}

test('a process killed in mid-flight takes nobody over the limit, and nothing it may have spent is spent again', async () => {
  const scope = await newScope();
  await makeBudget(owner, scope, { limit: cents(50) });
  const budgets = await here.service.ofTenant(scope);
  const there = await race(scope);
  const answers: Promise<unknown>[] = [];
  while (answers.length < 100) {
    answers.push(Promise.resolve(here.gate.admit(scope, budgets, someCall, cents(1))));
    for (const { spent, unaccounted, reserved, leased, limit } of await windowsOf(owner, scope)) {
      expect(spent + unaccounted + reserved).toBeLessThanOrEqual(limit);
      expect(leased).toBe(reserved);
    }
  }
  const passedHere = (await Promise.all(answers)).filter((answer) => answer instanceof Admission);
  expect(await there.gone).toEqual([null, 'SIGKILL']);
  expect(passedHere.length + there.passed).toBeLessThanOrEqual(50);

  await silence(owner, scope);
  await here.gate.beat();
  await here.gate.beat();
  await here.settle(
    scope,
    passedHere.map((admission) => admission.settle(cents(1))),
  );
  await here.returnIdle();
  const [swept] = await windowsOf(owner, scope);
  const lost = swept?.unaccounted ?? 0;
  expect(swept).toMatchObject({ spent: passedHere.length, reserved: 0, leased: 0 });
  expect(lost).toBeGreaterThanOrEqual(there.passed);
  // Leases hold parts of cents; whole ones are what is left to spend.
  const left = Math.floor(50 - lost - passedHere.length);
  for (let call = 0; call < left; call += 1)
    await here.settle(scope, [(await here.admitted(scope, cents(1))).settle(cents(1))]);
  await here.returnIdle();
  const spent = passedHere.length + left;
  expect(await windowsOf(owner, scope)).toMatchObject([{ spent, unaccounted: lost, reserved: 0 }]);
  expect(await here.admit(scope, cents(1))).toBeInstanceOf(BudgetRefusal);
});
