import { expect, it } from 'vitest';
import type { Settings } from './connector.ts';
import { connectorWith, settingsFor } from './testing/connectors.ts';
import { upgradeSettings } from './upgrade-settings.ts';

const rename = (from: string, to: string) => (settings: Settings) => {
  const { [from]: value, ...rest } = settings.provider_metadata;
  return { ...settings, provider_metadata: { ...rest, [to]: value } };
};
const connector = connectorWith(() => ({}), { version: 3, migrations: { 1: rename('a', 'b'), 2: rename('b', 'c') } });

it('leads settings through every version to the present one', () => {
  const old = settingsFor('https://host', { provider_metadata: { a: 1 } });
  expect(upgradeSettings(connector, old, 1).provider_metadata).toEqual({ c: 1 });
  expect(old.provider_metadata).toEqual({ a: 1 });
});

it('leaves settings of the present version as they are', () => {
  const settings = settingsFor('https://host', { provider_metadata: { c: 1 } });
  expect(upgradeSettings(connector, settings, 3)).toEqual(settings);
});

it('refuses where no path leads to the present version', () => {
  expect(() => upgradeSettings(connector, settingsFor('https://host'), 0)).toThrow(
    'cannot upgrade settings of version 0',
  );
  expect(() => upgradeSettings(connector, settingsFor('https://host'), 4)).toThrow('newer than');
});

it('says which migration failed', () => {
  const failing = connectorWith(() => ({}), {
    version: 2,
    migrations: {
      1: () => {
        throw new TypeError('x');
      },
    },
  });
  expect(() => upgradeSettings(failing, settingsFor('https://host'), 1)).toThrow(
    'fails to upgrade settings of version 1',
  );
});
