import { describe, expect, it } from 'vitest';
import { cloudIdIn, isSite, jiraAddress } from './address.ts';

const cloudId = '11223344-a1b2-3b33-c444-def123456789';

describe('jiraAddress', () => {
  it.each([
    ['https://acme.atlassian.net', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net'],
    ['  acme.atlassian.net ', 'https://acme.atlassian.net'],
    ['http://acme.atlassian.net', 'https://acme.atlassian.net'],
    ['https://ACME.atlassian.net/jira', 'https://acme.atlassian.net'],
    [
      'https://acme-north-2.atlassian.net/jira/software/projects/APP/boards/1?x=1#y',
      'https://acme-north-2.atlassian.net',
    ],
    ['https://acme.atlassian.net/rest/api/3', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/browse/APP-1', 'https://acme.atlassian.net'],
    [`https://api.atlassian.com/ex/jira/${cloudId}/rest/api/3/`, `https://api.atlassian.com/ex/jira/${cloudId}`],
    ['https://jira.acme.com/rest/api/2/', 'https://jira.acme.com'],
    ['https://acme.com/jira/', 'https://acme.com/jira'],
    ['https://acme.com/tools/jira/browse/APP-1?filter=1', 'https://acme.com/tools/jira'],
    ['https://acme.com/jira/secure/Dashboard.jspa', 'https://acme.com/jira'],
    ['https://jira.acme.com:8443/login.jsp', 'https://jira.acme.com:8443'],
    ['not an address', 'not an address'],
    ['ftp://acme.com', 'ftp://acme.com'],
  ])('makes %s into %s', (pasted, address) => {
    expect(jiraAddress(pasted)).toBe(address);
    expect(jiraAddress(address)).toBe(address);
  });
});

it('finds the cloud ID in the address of the gateway alone', () => {
  expect(cloudIdIn(`https://api.atlassian.com/ex/jira/${cloudId}`)).toBe(cloudId);
  expect(cloudIdIn(`https://acme.atlassian.net/browse/${cloudId}`)).toBeUndefined();
  expect(cloudIdIn('no address')).toBeUndefined();
});

it('takes only hosts of Atlassian for sites', () => {
  expect(isSite('https://acme.atlassian.net')).toBe(true);
  expect(isSite('https://atlassian.net.acme.com')).toBe(false);
  expect(isSite('https://jira.acme.com')).toBe(false);
});
