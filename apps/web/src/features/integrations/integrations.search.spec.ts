import { describe, expect, it } from 'vitest';
import {
  integrationsSearch,
  nextPage,
  orderIn,
  pageOf,
  previousPage,
  sortedBy,
  withFilters,
  withoutFilters,
} from './integrations.search.ts';

describe('integrationsSearch', () => {
  it('keeps what an address may say', () => {
    const search = { q: 'jira', type: 'ai_provider', status: 'active', health: 'failing', sort: '-type', edit: 4 };
    expect(integrationsSearch(search)).toEqual(search);
  });

  it('leaves out what it may not say, and keeps the rest', () => {
    expect(integrationsSearch({ type: 'database', sort: 'password', edit: -1, status: 'active' })).toEqual({
      status: 'active',
    });
  });

  it('reads text that looks like a number as text', () => {
    expect(integrationsSearch({ q: 42, create: 7 })).toEqual({ q: '42', create: '7' });
  });
});

describe('pages', () => {
  it('go forward and back through the cursors in the address', () => {
    const second = nextPage({ type: 'ai_provider' }, 'aaa');
    const third = nextPage(second, 'bbb');
    expect(pageOf(third)).toEqual({ index: 2, cursor: 'bbb' });
    expect(previousPage(third)).toEqual(second);
    expect(pageOf(previousPage(second))).toEqual({ index: 0, cursor: undefined });
  });

  it('start again when the filters change', () => {
    expect(withFilters({ after: 'aaa', q: 'x' }, { type: 'notification' })).toEqual({ q: 'x', type: 'notification' });
  });
});

describe('filters', () => {
  it('are all taken away together, and the order stays', () => {
    expect(withoutFilters({ q: 'x', type: 'ai_provider', status: 'active', sort: '-type' })).toEqual({ sort: '-type' });
  });
});

describe('sorting', () => {
  it('is by provider unless the address says otherwise', () => {
    expect(orderIn({})).toEqual({ column: 'provider', descending: false });
  });

  it('turns round when its column is chosen again', () => {
    const once = sortedBy({}, 'type');
    expect(once.sort).toBe('type');
    expect(sortedBy(once, 'type').sort).toBe('-type');
  });

  it('begins with the latest sync', () => {
    expect(sortedBy({}, 'last_sync_at').sort).toBe('-last_sync_at');
  });
});
