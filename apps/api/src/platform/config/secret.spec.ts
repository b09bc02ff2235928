import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

const secret = new Secret('the-value');

test('a secret is revealed on purpose only', () => {
  expect(secret.reveal()).toBe('the-value');
});

test('no way of printing it shows the value', () => {
  const printed = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret, { showHidden: true, depth: 5 }),
    inspect({ deep: [secret] }),
    format('%s %o %O %j', secret, secret, secret, secret),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify({ ...secret }),
    String(structuredCloneOrNothing()),
  ];
  expect(printed.join()).not.toContain('the-value');
});

function structuredCloneOrNothing(): unknown {
  return JSON.stringify(structuredClone({ secret: { ...secret } }));
}
