import { setImmediate as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import {
  BudgetInstance,
  cents,
  makeBudget,
  silence,
  someCall,
  windowsOf,
} from '../../test/support/budget-instances.ts';
import { testTransactions } from '../../test/support/test-transactions.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { unknownOutcome } from '../platform/database/database-errors.ts';
import type { Transactions } from '../platform/database/transactions.ts';
import { Admission, BudgetRefusal } from './admission.ts';
import { BudgetGate } from './budget-gate.ts';
import { LeasesRepository } from './leases.repository.ts';

const { owner, appUrl, newScope } = await testTransactions();
const started: BudgetInstance[] = [];
async function instance(): Promise<BudgetInstance> {
  const made = await BudgetInstance.start(appUrl);
  started.push(made);
  return made;
}
afterAll(() => Promise.all(started.map((one) => one.stop())));

const stateOf = async (scope: TenantScope) => (await windowsOf(owner, scope))[0];

/** Looks at the window again and again while `work` runs; gives what it saw. */
async function watching<T>(scope: TenantScope, work: Promise<T>): Promise<T> {
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      for (const { spent, unaccounted, reserved, leased, limit } of await windowsOf(owner, scope)) {
        expect(spent + unaccounted + reserved).toBeLessThanOrEqual(limit);
        expect(leased).toBe(reserved);
      }
      await pause();
    }
  };
  const [result] = await Promise.all([
    work.finally(() => {
      isOver = true;
    }),
    watch(),
  ]);
  return result;
}

describe('two instances', () => {
  test('never let more pass than the limit, and in the end all of it', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(50) });
    const both = [await instance(), await instance()] as const;
    const budgets = await both[0].service.ofTenant(scope);
    const race = Array.from({ length: 200 }, async (_, index) => {
      if (index % 3 === 0) await pause();
      const by = both[index % 2] as BudgetInstance;
      return { by, answer: await by.gate.admit(scope, budgets, someCall, cents(1)) };
    });
    const answers = await watching(scope, Promise.all(race));
    const passed = answers.filter(({ answer }) => answer instanceof Admission);
    expect(passed.length).toBeLessThanOrEqual(50);
    expect(passed.length).toBeGreaterThan(0);
    await watching(
      scope,
      Promise.all(passed.map(({ by, answer }) => by.settle(scope, [(answer as Admission).settle(cents(1))]))),
    );
    for (const by of both) await by.returnIdle();
    expect(await stateOf(scope)).toMatchObject({ spent: passed.length, reserved: 0, leased: 0 });
    for (let left = 50 - passed.length; left > 0; left -= 1) {
      const by = both[left % 2] as BudgetInstance;
      await by.settle(scope, [(await by.admitted(scope, cents(1))).settle(cents(1))]);
      await by.returnIdle();
    }
    expect(await stateOf(scope)).toMatchObject({ spent: 50, reserved: 0, unaccounted: 0 });
    expect(await both[0].admit(scope, cents(1))).toBeInstanceOf(BudgetRefusal);
  });
});

describe('an instance', () => {
  test('answers at once while its lease suffices, and asks when it does not', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const { gate, service } = await instance();
    const budgets = await service.ofTenant(scope);
    const first = gate.admit(scope, budgets, someCall, cents(50));
    expect(first).toBeInstanceOf(Promise);
    const settlement = ((await first) as Admission).settle(cents(10));
    expect(settlement).toMatchObject({ cost: cents(10), parts: [{ leased: cents(10) }] });
    expect(gate.admit(scope, budgets, someCall, cents(40))).toBeInstanceOf(Admission);
    const last = gate.admit(scope, budgets, someCall, cents(50));
    expect(last).toBeInstanceOf(Promise);
    expect(await last).toBeInstanceOf(Admission);
  });

  test('takes along no more than a fiftieth of what is left', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(1000) });
    const by = await instance();
    await by.admitted(scope, cents(400));
    await by.admitted(scope, cents(100));
    const reserved = (await stateOf(scope))?.reserved;
    expect(reserved).toBeGreaterThanOrEqual(500);
    expect(reserved).toBeLessThanOrEqual(512);
  });

  test('asks the database once for all who wait, and serves them in order', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(10) });
    const { gate, service } = await instance();
    const budgets = await service.ofTenant(scope);
    const answers = await Promise.all(
      [6, 5, 4, 1].map((amount) => gate.admit(scope, budgets, someCall, cents(amount))),
    );
    expect(answers.map((answer) => answer instanceof Admission)).toEqual([true, false, true, false]);
    expect(await stateOf(scope)).toMatchObject({ reserved: 10 });
  });

  test('says what a refusal is about, as the database has it', async () => {
    const scope = await newScope();
    const id = await makeBudget(owner, scope, { limit: cents(10), period: 'day' });
    const [here, there] = [await instance(), await instance()];
    await here.settle(scope, [(await here.admitted(scope, cents(3))).settle(cents(3))]);
    await there.admitted(scope, cents(2));
    const refusal = (await here.admit(scope, cents(6))) as BudgetRefusal;
    expect(refusal).toMatchObject({ budget: { id }, spent: cents(3), reserved: cents(2), limit: cents(10) });
    expect(refusal.resetsAt.getTime()).toBeGreaterThan(Date.now());
    expect(await stateOf(scope), 'what did not suffice is there for others').toMatchObject({ reserved: 2 });
    expect(await there.admit(scope, cents(5))).toBeInstanceOf(Admission);
  });

  test('reserves in every budget that applies or in none', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    await makeBudget(owner, scope, { limit: cents(5), subject: 'model', model: someCall.model });
    await makeBudget(owner, scope, { limit: cents(1), subject: 'model', model: 'another-model' });
    const by = await instance();
    expect(await by.admit(scope, cents(6))).toMatchObject({ budget: { subject: 'model' }, limit: cents(5) });
    expect(await windowsOf(owner, scope)).toMatchObject([{ reserved: 0 }, { reserved: 0 }]);
    const admission = await by.admitted(scope, cents(5));
    expect(await windowsOf(owner, scope)).toMatchObject([{ reserved: 5 }, { reserved: 5 }]);
    await by.settle(scope, [admission.settle(cents(4))]);
    await by.returnIdle();
    expect(await windowsOf(owner, scope)).toMatchObject([
      { spent: 4, reserved: 0 },
      { spent: 4, reserved: 0 },
    ]);
  });

  test('lets pass what costs nothing, also when all is spent', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(0) });
    const by = await instance();
    expect(await by.admit(scope, cents(1))).toBeInstanceOf(BudgetRefusal);
    expect(await by.admit(scope, cents(0))).toBeInstanceOf(Admission);
  });

  test('asks nobody where no hard budget applies', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(1), is_hard: false });
    await makeBudget(owner, scope, { limit: cents(1), subject: 'model', model: 'another-model' });
    const { gate, service } = await instance();
    const admission = gate.admit(scope, await service.ofTenant(scope), someCall, cents(9));
    expect(admission).toBeInstanceOf(Admission);
    expect((admission as Admission).settle(cents(9)).parts).toEqual([]);
  });

  test('refuses amounts that are none, and to settle a call twice', async () => {
    const scope = await newScope();
    const by = await instance();
    await expect(by.admit(scope, -1 as never)).rejects.toThrow(RangeError);
    await expect(by.admit(scope, 0.5 as never)).rejects.toThrow(RangeError);
    const admission = await by.admitted(scope, cents(1));
    expect(() => admission.settle(Number.NaN as never)).toThrow(RangeError);
    admission.release();
    expect(() => admission.settle(cents(1))).toThrow('settled already');
  });

  test('returns what it has no use for, and everything when it ends', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const by = await BudgetInstance.start(appUrl);
    const admission = await by.admitted(scope, cents(60));
    await by.returnIdle();
    expect(await stateOf(scope)).toMatchObject({ reserved: 60 });
    admission.release();
    expect(await stateOf(scope)).toMatchObject({ reserved: 60 });
    await by.stop();
    expect(await stateOf(scope)).toMatchObject({ reserved: 0, leased: 0, unaccounted: 0 });
    const { rowCount } = await owner.query('SELECT FROM budget_leases WHERE tenant_id = $1', [scope.tenantId]);
    expect(rowCount).toBe(0);
  });

  test('does not lose sight of what is on its way from the database', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const { gate, service } = await instance();
    const budgets = await service.ofTenant(scope);
    const [admission] = await Promise.all([gate.admit(scope, budgets, someCall, cents(50)), gate.returnIdle()]);
    (admission as Admission).release();
    expect(gate.admit(scope, budgets, someCall, cents(50))).toBeInstanceOf(Admission);
    expect(await stateOf(scope)).toMatchObject({ reserved: 50 });
  });

  test('ends calls that wait when the database is away', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const by = await BudgetInstance.start(appUrl);
    const budgets = await by.service.ofTenant(scope);
    await by.stop();
    const gate = new BudgetGate(by.transactions, new LeasesRepository());
    await expect(gate.admit(scope, budgets, someCall, cents(1))).rejects.toThrow();
    expect(() => by.gate.admit(scope, budgets, someCall, cents(1))).toThrow('stopping');
  });
});

describe('a call that costs more than estimated', () => {
  test('takes the rest from what is free', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const by = await instance();
    const [call, other] = [await by.admitted(scope, cents(10)), await by.admitted(scope, cents(20))];
    other.release();
    await by.settle(scope, [call.settle(cents(25))]);
    await by.returnIdle();
    expect(await stateOf(scope)).toMatchObject({ spent: 25, reserved: 0 });
  });

  test('is counted in full, also past the limit', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(10) });
    const by = await instance();
    await by.settle(scope, [(await by.admitted(scope, cents(10))).settle(cents(14))]);
    expect(await stateOf(scope)).toMatchObject({ spent: 14, reserved: 0 });
    expect(await by.admit(scope, cents(1))).toMatchObject({ spent: cents(14), limit: cents(10) });
  });
});

describe('a limit', () => {
  test('holds from the moment it is changed', async () => {
    const scope = await newScope();
    const id = await makeBudget(owner, scope, { limit: cents(10) });
    const { gate, service } = await instance();
    const seenBefore = await service.ofTenant(scope);
    const admit = (amount: number) => gate.admit(scope, seenBefore, someCall, cents(amount));
    expect(await admit(10)).toBeInstanceOf(Admission);
    expect(await admit(1)).toBeInstanceOf(BudgetRefusal);
    await owner.query('UPDATE budgets SET limit_nanos = $2 WHERE id = $1', [id, cents(12)]);
    expect(await admit(2)).toBeInstanceOf(Admission);
    await owner.query('UPDATE budgets SET limit_nanos = $2 WHERE id = $1', [id, cents(5)]);
    expect(await admit(1)).toMatchObject({ limit: cents(5), reserved: cents(12) });
  });

  test('gives way to an override in the windows that begin before its end', async () => {
    const scope = await newScope();
    const id = await makeBudget(owner, scope, { limit: cents(10) });
    const by = await instance();
    const override = 'UPDATE budgets SET override_nanos = $2, override_until = now() + $3::interval WHERE id = $1';
    await owner.query(override, [id, cents(20), '1 hour']);
    expect(await by.admit(scope, cents(15))).toBeInstanceOf(Admission);
    await owner.query(override, [id, cents(40), '-2 months']);
    expect(await by.admit(scope, cents(1))).toMatchObject({ limit: cents(10) });
  });

  test('stops nobody once its budget is deleted or soft', async () => {
    const scope = await newScope();
    const [gone, soft] = [
      await makeBudget(owner, scope, { limit: cents(1) }),
      await makeBudget(owner, scope, { limit: cents(1), period: 'day' }),
    ];
    const by = await instance();
    const budgets = await by.service.ofTenant(scope);
    await owner.query('DELETE FROM budgets WHERE id = $1', [gone]);
    await owner.query('UPDATE budgets SET is_hard = false WHERE id = $1', [soft]);
    const admission = await by.gate.admit(scope, budgets, someCall, cents(9));
    await by.settle(scope, [(admission as Admission).settle(cents(9))]);
    expect(await windowsOf(owner, scope)).toMatchObject([{ spent: 9, reserved: 0 }]);
  });
});

describe('an instance that is not seen any more', () => {
  test('leaves what it held as unaccounted, and what it settles late is taken from there', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const [silent, witness] = [await instance(), await instance()];
    const budgets = await silent.service.ofTenant(scope);
    const admit = (amount: number) => silent.gate.admit(scope, budgets, someCall, cents(amount)) as Promise<Admission>;
    const [late, never] = await Promise.all([admit(40), admit(10)]);
    await silence(owner, scope);
    await witness.gate.beat();
    await witness.gate.beat();
    expect(await stateOf(scope)).toMatchObject({ spent: 0, reserved: 0, leased: 0, unaccounted: 50 });
    expect(await witness.admit(scope, cents(51))).toMatchObject({ unaccounted: cents(50) });
    await silent.settle(scope, [late.settle(cents(30))]);
    expect(await stateOf(scope)).toMatchObject({ spent: 30, unaccounted: 20 });
    never.release();
    await silent.returnIdle();
    expect(await stateOf(scope), 'nothing of it comes back').toMatchObject({ unaccounted: 20, reserved: 0 });
  });

  test('starts over under another name', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const [silent, witness] = [await instance(), await instance()];
    const before = await silent.admitted(scope, cents(40));
    await silence(owner, scope);
    await witness.gate.beat();
    await witness.gate.beat();
    await silent.gate.beat();
    const after = await silent.admitted(scope, cents(40));
    expect(await stateOf(scope)).toMatchObject({ unaccounted: 40, reserved: 40, leased: 40 });
    await silent.settle(scope, [before.settle(cents(40)), after.settle(cents(1))]);
    await silent.returnIdle();
    expect(await stateOf(scope)).toMatchObject({ spent: 41, unaccounted: 0, reserved: 0, leased: 0 });
  });

  test('is not given up when all were without the database for a while', async () => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const [one, other] = [await instance(), await instance()];
    await one.admitted(scope, cents(1));
    await other.gate.beat();
    await owner.query(
      "UPDATE gateway_instances SET seen_at = seen_at - interval '1 minute' WHERE seen_at > '-infinity'",
    );
    await one.gate.beat();
    await other.gate.beat();
    expect(await stateOf(scope)).toMatchObject({ reserved: 1, unaccounted: 0 });
  });
});

describe('when the connection breaks while the database commits', () => {
  /** Commits or rolls back, and tells neither. */
  const cutOff = (transactions: Transactions, commits: boolean) => {
    let isCut = false;
    const run: Transactions['run'] = async (scope, work) => {
      if (!isCut) return transactions.run(scope, work);
      isCut = false;
      const undone = new Error('undone');
      await transactions
        .run(scope, async (tx) => {
          await work(tx);
          if (!commits) throw undone;
        })
        .catch((error: unknown) => {
          if (error !== undone) throw error;
        });
      throw unknownOutcome(new Error('Connection terminated unexpectedly'));
    };
    const runPlatform: Transactions['runPlatform'] = (work) => transactions.runPlatform(work);
    return {
      cut: () => {
        isCut = true;
      },
      transactions: { run, runPlatform } as Transactions,
    };
  };

  test.each([true, false])('an enlarged lease is used once it is known to be there: %s', async (commits) => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const { transactions: real, service } = await instance();
    const { cut, transactions } = cutOff(real, commits);
    const gate = new BudgetGate(transactions, new LeasesRepository());
    const budgets = await service.ofTenant(scope);
    cut();
    await expect(gate.admit(scope, budgets, someCall, cents(70))).rejects.toMatchObject({ name: 'unavailable' });
    expect((await stateOf(scope))?.reserved ?? 0).toBe(commits ? 70 : 0);
    await gate.beat();
    expect(await gate.admit(scope, budgets, someCall, cents(100))).toBeInstanceOf(Admission);
    expect(await stateOf(scope)).toMatchObject({ reserved: 100, leased: 100 });
    await gate.close();
  });

  test.each([true, false])('a returned lease is used again only if it was not returned: %s', async (commits) => {
    const scope = await newScope();
    await makeBudget(owner, scope, { limit: cents(100) });
    const { transactions: real, service } = await instance();
    const { cut, transactions } = cutOff(real, commits);
    const gate = new BudgetGate(transactions, new LeasesRepository());
    const budgets = await service.ofTenant(scope);
    ((await gate.admit(scope, budgets, someCall, cents(70))) as Admission).release();
    await gate.returnIdle();
    cut();
    await expect(gate.returnIdle()).rejects.toMatchObject({ name: 'unavailable' });
    expect(await stateOf(scope)).toMatchObject(commits ? { reserved: 0 } : { reserved: 70 });
    await gate.beat();
    expect(await gate.admit(scope, budgets, someCall, cents(100))).toBeInstanceOf(Admission);
    expect(await stateOf(scope)).toMatchObject({ reserved: 100, leased: 100 });
    await gate.close();
  });
});
