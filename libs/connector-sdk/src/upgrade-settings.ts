import type { Connector, Settings } from './connector.ts';

/**
 * Leads settings that were stored for an older version of a connector to its present one. Throws an error with a
 * sentence when no path leads there: a migration is missing or fails, or the settings are of a newer version.
 */
export function upgradeSettings(connector: Connector, settings: Settings, fromVersion: number): Settings {
  if (fromVersion > connector.version) {
    throw new Error(
      `The settings are of version ${fromVersion}, newer than ${connector.provider} ${connector.version}.`,
    );
  }
  let upgraded = structuredClone(settings);
  for (let version = fromVersion; version < connector.version; version += 1) {
    const migrate = connector.migrations?.[version];
    if (!migrate) throw new Error(`${connector.provider} cannot upgrade settings of version ${version}.`);
    try {
      upgraded = migrate(upgraded);
    } catch (cause) {
      throw new Error(`${connector.provider} fails to upgrade settings of version ${version}.`, { cause });
    }
  }
  return upgraded;
}
