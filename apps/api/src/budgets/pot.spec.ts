import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Nanos } from '../platform/money.ts';
import { Admission } from './admission.ts';
import type { Budget, Subject } from './budget.ts';
import { Lease } from './lease.ts';
import { Pot, type Sharer, share } from './pot.ts';

const window = { startsAt: new Date('2026-05-01'), endsAt: new Date('2026-06-01') };
const leaseOf = (id = 1) => new Lease({ id } as Budget, window, 'an-instance');
const subject = {} as Subject;
const n = (amount: number) => amount as Nanos;
const grant = (id: number, granted: number) => ({
  budget_id: id as Budget['id'],
  starts_at: window.startsAt,
  granted: n(granted),
  limit: n(100),
  spent: n(10),
  unaccounted: n(1),
  reserved: n(5),
});

function potWith(free: number, granted: number, id = 1): Pot {
  const lease = leaseOf(id);
  lease.add(n(free));
  const pot = new Pot(lease);
  pot.receive([grant(id, granted)]);
  return pot;
}

describe('those who wait', () => {
  const served = (sharers: Sharer[]) => {
    share(sharers);
    return sharers.map(({ short }) => short === undefined);
  };

  test('are served in order, each if it is enough for it', () => {
    const pots = [potWith(3, 7)];
    expect(served([6, 5, 4, 1].map((estimate) => ({ estimate: n(estimate), pots })))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('get from all pots or from none', () => {
    const [large, small] = [potWith(0, 100), potWith(0, 5, 2)];
    const refused: Sharer = { estimate: n(6), pots: [large, small] };
    expect(served([refused, { estimate: n(100), pots: [large] }])).toEqual([false, true]);
    expect(refused.short).toBe(small);
  });

  test('need nothing from a budget that is gone', () => {
    const gone = new Pot(leaseOf());
    gone.receive([]);
    expect(served([{ estimate: n(6), pots: [gone] }])).toEqual([true]);
  });

  test('are refused with what is reserved once the useless money is back', () => {
    const pot = potWith(0, 4);
    share([{ estimate: n(6), pots: [pot] }]);
    expect(pot.giveBack()).toMatchObject({ budgetId: 1, amount: 4 });
    expect(pot.refusal()).toMatchObject({
      spent: 10,
      unaccounted: 1,
      reserved: 5,
      limit: 100,
      resetsAt: window.endsAt,
    });
  });
});

describe('a lease', () => {
  test('is asked for what is missing, and for what was burnt lately', () => {
    const lease = leaseOf();
    lease.add(n(30));
    lease.hold(n(20), 1000);
    lease.waiting = 1;
    const pot = new Pot(lease);
    pot.wanted = 15;
    expect(pot.ask(1000)).toMatchObject({ need: 5, extra: 20 });
    expect(pot.ask(1500).extra).toBe(Math.round(20 / Math.E));
    expect(pot.ask(60_000).extra).toBe(0);
  });

  test('counts money as idle that nobody needed since it was last looked for', () => {
    const lease = leaseOf();
    lease.add(n(100));
    expect(lease.takeIdle()).toBe(0);
    lease.hold(n(60), 0);
    lease.settle(n(60), n(10));
    expect(lease.free).toBe(90);
    expect(lease.takeIdle(), 'only forty were never in use').toBe(40);
    expect(lease.takeIdle()).toBe(50);
  });

  test('is empty once nothing is free, held or waited for', () => {
    const lease = leaseOf();
    expect(lease.isEmpty).toBe(true);
    lease.add(n(5));
    expect(lease.isEmpty).toBe(false);
    lease.hold(n(5), 0);
    expect(lease.isEmpty).toBe(false);
    lease.settle(n(5), n(5));
    expect(lease.isEmpty).toBe(true);
  });

  /** Whatever happens, what came in is what is free, what calls hold and what left; none of it is ever negative. */
  test('neither makes nor loses money', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('grow' as const), amount: fc.nat(1000) }),
      fc.record({ kind: fc.constant('admit' as const), amount: fc.nat(1000) }),
      fc.record({ kind: fc.constant('settle' as const), amount: fc.nat(2000) }),
      fc.record({ kind: fc.constant('idle' as const), amount: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const lease = leaseOf();
        const underWay: Admission[] = [];
        let [inside, now] = [0, 0];
        for (const { kind, amount } of steps) {
          now += 100;
          if (kind === 'grow') {
            lease.add(n(amount));
            inside += amount;
          } else if (kind === 'idle') {
            inside -= lease.takeIdle();
          } else if (kind === 'admit' && lease.free >= amount) {
            lease.hold(n(amount), now);
            underWay.push(new Admission(subject, n(amount), [lease]));
          } else if (kind === 'settle') {
            const [part] = underWay.shift()?.settle(n(amount)).parts ?? [];
            expect(part?.leased ?? 0).toBeLessThanOrEqual(amount);
            inside -= part?.leased ?? 0;
          }
          const held = underWay.reduce((sum, { estimate }) => sum + estimate, 0);
          expect(lease.free).toBeGreaterThanOrEqual(0);
          expect(lease.free + held).toBe(inside);
        }
      }),
    );
  });
});
