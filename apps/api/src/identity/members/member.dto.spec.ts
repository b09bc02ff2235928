import { expect, test } from 'vitest';
import { email, newPassword } from './member.dto.ts';

test.each([
  [' Ada@Example.COM ', 'ada@example.com'],
  ['ａｄａ@example.com', 'ada@example.com'],
  ['o’brien+tag@sub.example.co.uk', 'o’brien+tag@sub.example.co.uk'],
  ['müller@bücher.example', 'müller@bücher.example'],
])('%j is the address %j', (given, kept) => {
  expect(email.parse(given)).toBe(kept);
  expect(email.parse(kept), 'which stays as it is').toBe(kept);
});

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'ada@example',
  'ada@.com',
  'ada@example..com',
  'ada@example.com.',
  'a b@example.com',
  'a@b@example.com',
  'ada@example.com\u0000',
  `${'a'.repeat(250)}@b.com`,
])('%j is no address', (given) => expect(email.safeParse(given).success).toBe(false));

test.each(['short', 'password', 'PassWord1', '12345678', 'iloveyou', 'x'.repeat(129)])('%j is no password', (given) => {
  expect(newPassword.safeParse(given).success).toBe(false);
});

test.each(['correct horse', 'eight8ch', ' blanks around ', '😀'.repeat(8), 'x'.repeat(128)])(
  '%j is a password, as it is',
  (given) => {
    expect(newPassword.parse(given)).toBe(given);
  },
);
