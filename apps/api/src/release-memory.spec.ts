import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { releaseMemory } from './release-memory.ts';

test('what nobody holds any more is gone, what somebody holds stays', async () => {
  const held = { name: 'held' };
  const references = { held: new WeakRef(held), dropped: new WeakRef({ name: 'dropped' }) };
  // Until the end of the turn in which it was made, a weak reference holds its object.
  await turn();
  releaseMemory();
  expect(references.dropped.deref()).toBeUndefined();
  expect(references.held.deref()).toBe(held);
});

test('the door to the collector is closed again', () => {
  releaseMemory();
  expect(globalThis).not.toHaveProperty('gc');
});
