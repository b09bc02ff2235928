import { expect, test } from 'vitest';
import { filledLine, line } from './text.ts';

test('a line is trimmed and brought into one Unicode form', () => {
  expect(line(10).parse('  A\u030a  ')).toBe('Å');
  expect(line(10).parse('   ')).toBe('');
});

test('a filled line is not empty', () => {
  for (const text of ['', '  ', '\u00a0']) expect(filledLine(10).safeParse(text).success).toBe(false);
  expect(filledLine(10).parse('x')).toBe('x');
});

test('the length counts after trimming', () => {
  expect(line(3).safeParse('  abc  ').success).toBe(true);
  expect(line(3).safeParse('abcd').success).toBe(false);
});

test.each(['\u0000', '\n', '\u001b', '\u007f', '\u200b', '\u202e', '\u2066', '\ufeff'])(
  '%j in the middle is refused',
  (character) => {
    expect(line(10).safeParse(`a${character}b`).success).toBe(false);
  },
);

test('letters of every script are welcome', () => {
  for (const text of ['Ünïcödé', 'Ελληνικά', '日本語', 'עברית', '😀']) expect(line(20).parse(text)).toBe(text);
});
