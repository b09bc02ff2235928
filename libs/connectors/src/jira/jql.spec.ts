import { describe, expect, it } from 'vitest';
import { jqlFor, restrictionOf } from './jql.ts';

describe('jqlFor', () => {
  it.each([null, undefined, '', '   '])('reads everything, and says so in JQL, without a filter (%j)', (filter) => {
    expect(jqlFor(filter, 'updated ASC')).toBe('(created <= now()) ORDER BY updated ASC');
  });

  it('keeps alternatives together', () => {
    expect(jqlFor('project = A OR project = B', 'key ASC')).toBe('(project = A OR project = B) ORDER BY key ASC');
  });

  it.each(['project = A ORDER BY created DESC', 'project = A\norder   by rank', 'project = A Order By key'])(
    'replaces the order of %j',
    (filter) => {
      expect(restrictionOf(filter)).toBe('project = A');
    },
  );

  it.each([
    'summary ~ "order by mail"',
    "summary ~ 'order by mail'",
    String.raw`summary ~ "say \"hi\" order by mail"`,
    'reorder = bypass',
  ])('leaves %j alone', (filter) => {
    expect(restrictionOf(`${filter} ORDER BY key`)).toBe(filter);
  });

  it('explains why an order alone is not enough', () => {
    expect(() => restrictionOf('ORDER BY created')).toThrow(
      expect.objectContaining({ errorClass: 'invalid_config', field: '/base_search' }),
    );
  });
});
