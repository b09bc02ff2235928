import { expect, it } from 'vitest';
import { oneLine, shortened } from './plain-text.ts';

it('puts text on one line', () => {
  expect(oneLine(' Sync failed\r\nBcc: all@example.com\u2028now\u0000 ', 100)).toBe(
    'Sync failed Bcc: all@example.com now',
  );
});

it('takes out characters that turn the direction of text', () => {
  expect(oneLine('abc\u202etxt.exe', 100)).toBe('abc txt.exe');
});

it('shortens by whole characters', () => {
  expect(shortened('🙂🙂🙂', 3)).toBe('🙂🙂🙂');
  expect(shortened('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
});
