import { expect, it } from 'vitest';
import { nearNames } from './near-names.ts';

const offered = ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small', 'o4-mini', 'whisper-1'];

it('offers the names most like the wanted one, the nearest first', () => {
  expect(nearNames('gpt-4o-minni', offered)).toEqual(['gpt-4o-mini', 'gpt-4o', 'o4-mini']);
});

it('ignores case', () => {
  expect(nearNames('GPT-4O', offered)[0]).toBe('gpt-4o');
});

it('offers nothing when nothing is alike', () => {
  expect(nearNames('claude', offered)).toEqual([]);
  expect(nearNames('x', offered)).toEqual([]);
  expect(nearNames('gpt-4o', [])).toEqual([]);
});
