import { expect, test, vi } from 'vitest';
import { type TenantId, TenantScope } from '../access/tenant-scope.ts';
import { TenantMemory } from './tenant-memory.ts';

const scopeOf = (id: number) => TenantScope.ofSystem({ id: id as TenantId, slug: `tenant-${id}` }, 'test');
const one = scopeOf(1);

type Subscription = Parameters<ConstructorParameters<typeof TenantMemory>[0]['subscribe']>[0];

function listening() {
  const subscriptions: Subscription[] = [];
  const of = (channel: string) => subscriptions.filter((subscription) => subscription.channel === channel);
  return {
    subscribe: (subscription: Subscription) => void subscriptions.push(subscription),
    notify: (channel: string, payload: string) => of(channel).forEach(({ heard }) => void heard(payload)),
    miss: () => subscriptions.forEach(({ gap }) => void gap()),
  };
}

/** A load that ends when it is told to. */
function pending() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { load: vi.fn(() => promise), resolve, reject };
}

test('what is known is given at once, without a promise', async () => {
  const memory = new TenantMemory<string>(listening(), 'changes');
  expect(await memory.get(one, async () => 'first')).toBe('first');
  expect(memory.get(one, async () => 'second')).toBe('first');
});

test('who asks while something is loaded waits for the same load', async () => {
  const memory = new TenantMemory<string>(listening(), 'changes');
  const { load, resolve } = pending();
  const asked = [memory.get(one, load), memory.get(one, load)];
  resolve('read');
  expect(await Promise.all(asked)).toEqual(['read', 'read']);
  expect(load).toHaveBeenCalledOnce();
});

test('a load that fails is told to all who wait and tried again by the next', async () => {
  const memory = new TenantMemory<string>(listening(), 'changes');
  const { load, reject } = pending();
  const asked = [memory.get(one, load), memory.get(one, load)];
  reject(new Error('away'));
  expect(await Promise.allSettled(asked)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(await memory.get(one, async () => 'back')).toBe('back');
});

test('a change of one tenant leaves the others known', async () => {
  const listener = listening();
  const memory = new TenantMemory<string>(listener, 'changes');
  const two = scopeOf(2);
  await Promise.all([memory.get(one, async () => 'old'), memory.get(two, async () => 'old')]);
  listener.notify('changes', '1');
  expect(await memory.get(one, async () => 'new')).toBe('new');
  expect(memory.get(two, async () => 'new')).toBe('old');
});

test('what was being read when a change came does not stay', async () => {
  const listener = listening();
  const memory = new TenantMemory<string>(listener, 'changes');
  const { load, resolve } = pending();
  const early = memory.get(one, load);
  listener.notify('changes', '1');
  const late = memory.get(one, async () => 'new');
  resolve('old');
  expect(await early).toBe('old');
  expect(await late).toBe('new');
  expect(memory.get(one, async () => 'newer')).toBe('new');
});

test('a failed read from before a change does not undo what was read after it', async () => {
  const listener = listening();
  const memory = new TenantMemory<string>(listener, 'changes');
  const { load, reject } = pending();
  const early = memory.get(one, load);
  listener.notify('changes', '1');
  await memory.get(one, async () => 'new');
  reject(new Error('away'));
  await expect(early).rejects.toThrow('away');
  expect(memory.get(one, async () => 'newer')).toBe('new');
});

test('all is forgotten when notifications may have been missed', async () => {
  const listener = listening();
  const memory = new TenantMemory<string>(listener, 'changes');
  await memory.get(one, async () => 'old');
  listener.miss();
  expect(await memory.get(one, async () => 'new')).toBe('new');
});

test('several memories follow one channel, and none hears another', async () => {
  const listener = listening();
  const [first, second] = ['changes', 'changes'].map((channel) => new TenantMemory<string>(listener, channel));
  const other = new TenantMemory<string>(listener, 'other');
  for (const memory of [first, second, other]) await memory?.get(one, async () => 'old');
  listener.notify('changes', '1');
  const seen = [first, second, other].map((memory) => memory?.get(one, async () => 'new'));
  expect(await Promise.all(seen)).toEqual(['new', 'new', 'old']);
});

test('things of one tenant lie under keys and are forgotten together', async () => {
  const listener = listening();
  const memory = new TenantMemory<string>(listener, 'changes');
  await memory.get(one, async () => 'a', 'left');
  await memory.get(one, async () => 'b', 'right');
  expect([memory.get(one, async () => '?', 'left'), memory.get(one, async () => '?', 'right')]).toEqual(['a', 'b']);
  listener.notify('changes', '1');
  expect(await memory.get(one, async () => 'c', 'right')).toBe('c');
});

test('the tenant asked for longest ago makes room', async () => {
  const memory = new TenantMemory<string>(listening(), 'changes', { maxTenants: 2 });
  for (const id of [1, 2, 3]) await memory.get(scopeOf(id), async () => 'old');
  expect(memory.get(scopeOf(3), async () => 'new')).toBe('old');
  expect(await memory.get(one, async () => 'new')).toBe('new');
});
