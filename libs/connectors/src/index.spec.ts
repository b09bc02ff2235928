import { describe, expect, it } from 'vitest';
import { builtInConnectors, connectorFor } from './index.ts';

describe('connectorFor', () => {
  it.each(['jira', 'JIRA', ' Jira '])('finds the own connector of %j', (provider) => {
    expect(connectorFor(provider, 'data_source').display_name).toBe('Jira Cloud');
  });

  it.each([
    ['data_source', 'rest'],
    ['ai_provider', 'custom_ai'],
    ['notification', 'webhook'],
  ] as const)('serves an unknown %s by %s', (type, provider) => {
    expect(connectorFor('acme', type).provider).toBe(provider);
    expect(connectorFor('constructor', type).provider).toBe(provider);
  });

  it('does not serve a provider by a connector of another type', () => {
    expect(connectorFor('jira', 'notification').provider).toBe('webhook');
  });
});

it('every connector has a provider of its own', () => {
  const providers = builtInConnectors.map(({ provider }) => provider);
  expect(new Set(providers).size).toBe(providers.length);
  expect(providers).toEqual(
    expect.arrayContaining(['jira', 'jira_data_center', 'github', 'github_enterprise', 'rest']),
  );
});
