import { describe, expect, it } from 'vitest';
import { fieldsToAsk, instant, issueRecord } from './issue.ts';

const issue = {
  id: '10001',
  key: 'APP-1',
  fields: { summary: 'Broken lamp', updated: '2026-01-31T09:30:00.000+0100', status: { name: 'Open' } },
};

describe('issueRecord', () => {
  it('maps an issue and keeps it whole', () => {
    expect(issueRecord(issue, 'https://acme.atlassian.net')).toEqual({
      id: '10001',
      kind: 'issue',
      title: 'Broken lamp',
      url: 'https://acme.atlassian.net/browse/APP-1',
      updated_at: '2026-01-31T08:30:00.000Z',
      data: issue,
    });
  });

  it('has no link without the address of the site', () => {
    expect(issueRecord(issue, undefined).url).toBeNull();
  });

  it('does with an issue without fields', () => {
    expect(issueRecord({ id: '1', key: 'A-1' }, undefined)).toMatchObject({ title: null, updated_at: null });
  });
});

it.each([
  ['2026-01-31T09:30:00.000-0500', '2026-01-31T14:30:00.000Z'],
  ['2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00.000Z'],
  ['yesterday', null],
  [undefined, null],
])('reads the time %j as %j', (text, expected) => {
  expect(instant(text)).toBe(expected);
});

it('asks for the fields of a record, each once', () => {
  expect(fieldsToAsk(['status', 'updated'])).toEqual(['summary', 'updated', 'status']);
});
