import { expect, test, vi } from 'vitest';
import { Hosts } from './hosts.ts';

/** Visits that last until they are let go, and how many there are at once. */
function visits() {
  const inside = { now: 0, most: 0 };
  const waiting: (() => void)[] = [];
  const work = async () => {
    inside.now += 1;
    inside.most = Math.max(inside.most, inside.now);
    await new Promise<void>((done) => waiting.push(done));
    inside.now -= 1;
  };
  const letGo = () => {
    for (const done of waiting.splice(0)) done();
  };
  return { inside, work, letGo };
}

test('a host is visited by eight at a time, another one at the same time', async () => {
  const hosts = new Hosts();
  const [one, other] = [visits(), visits()];
  const all = [
    ...Array.from({ length: 20 }, () => hosts.visit('https://one.example', one.work)),
    ...Array.from({ length: 3 }, () => hosts.visit('https://other.example', other.work)),
  ];
  await vi.waitFor(() => expect([one.inside.now, other.inside.now]).toEqual([8, 3]));
  const over = Promise.all(all);
  await vi.waitFor(async () => {
    one.letGo();
    other.letGo();
    expect([one.inside.now, other.inside.now]).toEqual([0, 0]);
  });
  expect(new Set(await over)).toEqual(new Set([true]));
  expect(one.inside.most).toBe(8);
});

test('where too many wait already, the visit does not take place', async () => {
  const hosts = new Hosts();
  const { inside, work, letGo } = visits();
  const all = Array.from({ length: 100 }, () => hosts.visit('https://slow.example', work));
  await vi.waitFor(() => expect(inside.now).toBe(8));
  const over = Promise.all(all);
  await vi.waitFor(() => {
    letGo();
    expect(inside.now).toBe(0);
  });
  const done = (await over).filter(Boolean).length;
  // Eight at once and forty that wait: five seconds of visits of one second each.
  expect(done).toBe(8 + 41);
});

test('a visit that fails frees its place', async () => {
  const hosts = new Hosts();
  const failing = Array.from({ length: 20 }, () =>
    hosts.visit('https://one.example', () => Promise.reject(new Error('failed'))),
  );
  expect((await Promise.allSettled(failing)).every(({ status }) => status === 'rejected')).toBe(true);
  expect(await hosts.visit('https://one.example', async () => undefined)).toBe(true);
});
