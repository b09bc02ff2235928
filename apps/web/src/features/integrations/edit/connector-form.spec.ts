import { describe, expect, it } from 'vitest';
import { aConnector, someConnectors } from '../testing/some-connectors.ts';
import { applies, neededSettings } from './connector-conditions.ts';
import { loginSettings, metadataSettings, settingAt } from './connector-form.ts';

const connector = (provider: string) =>
  someConnectors().find((one) => one.provider === provider) ?? aConnector({ provider });

describe('metadataSettings', () => {
  it('makes a field of everything but objects, which are written as JSON', () => {
    const inputs = metadataSettings(connector('smtp')).map(({ pointer, input }) => [pointer.split('/').at(-1), input]);
    expect(Object.fromEntries(inputs)).toEqual({
      from: 'text',
      to: 'list',
      security: 'select',
      retries: 'number',
      plain: 'switch',
    });
  });

  it('makes a select of plain values too', () => {
    const region = { title: 'Region', enum: ['eu', 'us'] };
    const [setting] = metadataSettings(aConnector({ provider: 'acme', metadata: { region } }));
    expect(setting?.options).toEqual([
      { value: 'eu', label: 'eu' },
      { value: 'us', label: 'us' },
    ]);
  });
});

describe('loginSettings', () => {
  it('are the choice that stands first and what depends on it', () => {
    expect(loginSettings(connector('jira')).map(({ label }) => label)).toEqual(['Kind of token', 'Cloud ID']);
  });

  it('are none where nothing depends on the first field', () => {
    expect(loginSettings(connector('smtp'))).toEqual([]);
  });
});

describe('settingAt', () => {
  it('knows the fields of every connector, its own, the secret and the network', () => {
    const labels = (
      ['/base_url', '/provider_metadata/cloud_id', '/password', '/provider_metadata/proxy_url'] as const
    ).map((pointer) => settingAt(connector('jira'), pointer)?.label);
    expect(labels).toEqual(['Base URL', 'Cloud ID', 'API token', 'Proxy']);
  });
});

describe('applies', () => {
  const withToken = (authentication?: string) => ({ provider_metadata: { authentication } });

  it('goes by the value of the other field', () => {
    expect(applies(connector('jira'), '/username', withToken('scoped_token'))).toBe(false);
    expect(applies(connector('jira'), '/provider_metadata/cloud_id', withToken('scoped_token'))).toBe(true);
  });

  it('goes by its default while that is empty', () => {
    expect(applies(connector('jira'), '/username', withToken())).toBe(true);
    expect(applies(connector('jira'), '/provider_metadata/cloud_id', withToken())).toBe(false);
  });
});

describe('neededSettings', () => {
  const needed = (authentication?: string) =>
    neededSettings(connector('jira'), { provider_metadata: { authentication } });

  it('follows the conditions of the schema', () => {
    expect(needed()).toContain('/username');
    expect(needed('api_token')).toContain('/username');
    expect(needed('scoped_token')).not.toContain('/username');
  });

  it('holds the secret and what the provider’s own settings require', () => {
    expect(needed()).toContain('/password');
    expect(neededSettings(connector('smtp'), { provider_metadata: {} })).toContain('/provider_metadata/to');
  });
});
