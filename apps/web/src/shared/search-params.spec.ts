import { describe, expect, it } from 'vitest';
import { day, flag, id, matching, oneOf, searchParams, text, wholeFrom } from './search-params.ts';

describe('what an address says', () => {
  const read = searchParams({ q: text(5), sort: oneOf(['name', '-name']), edit: id });

  it('is read part by part', () => {
    expect(read({ q: 'jira', sort: '-name', edit: 4 })).toStrictEqual({ q: 'jira', sort: '-name', edit: 4 });
  });

  it('is as if it were not there where it makes no sense, and the rest holds', () => {
    expect(read({ q: 'jira', sort: 'colour', edit: -1, more: true })).toStrictEqual({ q: 'jira' });
    expect(read({})).toStrictEqual({});
  });
});

describe('a part of an address', () => {
  it('that is text is read as text, whatever it looks like', () => {
    expect([7, true, '', 'abc', 'abcd', null, {}, undefined].map(text(3))).toEqual([
      '7',
      undefined,
      '',
      'abc',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('that follows a pattern is read only when it does', () => {
    expect(['/audit', 'audit', 4].map(matching(/^\//))).toEqual(['/audit', undefined, undefined]);
    expect(['2026-03-29', 'today'].map(day)).toEqual(['2026-03-29', undefined]);
  });

  it('that is a number is whole, and not too small', () => {
    expect([0, 1, 1.5, '1'].map(wholeFrom(0))).toEqual([0, 1, undefined, undefined]);
    expect([0, 1].map(id)).toEqual([undefined, 1]);
  });

  it('that is a flag is there or not', () => {
    expect([true, false, 'true'].map(flag)).toEqual([true, undefined, undefined]);
  });
});
