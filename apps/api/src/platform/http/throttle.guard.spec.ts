import { RateLimiterMemory } from 'rate-limiter-flexible';
import { expect, test } from 'vitest';
import { addressBlock, consume } from './throttle.guard.ts';

test.each([
  ['IPv4 address', '192.0.2.1', '192.0.2.1', true],
  ['IPv4 neighbour', '192.0.2.1', '192.0.2.2', false],
  ['IPv4 behind IPv6', '::ffff:192.0.2.1', '192.0.2.1', true],
  ['IPv6 subscriber', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
  ['IPv6 subscriber, shortened', '2001:db8::1', '2001:db8:0:0:1::', true],
  ['IPv6 neighbour', '2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['link', 'fe80::1%eth0', 'fe80::2%eth0', true],
])('one %s counts as one', (_name, one, other, same) => {
  expect(addressBlock(one) === addressBlock(other)).toBe(same);
});

test('what is no address counts as itself', () => {
  expect(addressBlock(undefined)).toBe('');
  expect(addressBlock('nonsense')).toBe('nonsense');
});

test('a share that is used up is refused with the time to wait', async () => {
  const limiter = new RateLimiterMemory({ points: 1, duration: 60 });
  await consume(limiter, 'somebody', 'Too often.');
  await expect(consume(limiter, 'somebody', 'Too often.')).rejects.toMatchObject({
    name: 'too_many_requests',
    facts: { detail: 'Too often. Try again in 60 s.', headers: { 'Retry-After': '60' } },
  });
  await expect(consume(limiter, 'somebody else', 'Too often.')).resolves.toBeUndefined();
});

test('a limiter that fails is not taken for a used-up share', async () => {
  const broken = { consume: () => Promise.reject(new Error('database away')) };
  await expect(consume(broken, 'somebody', 'Too often.')).rejects.toThrow('database away');
});
