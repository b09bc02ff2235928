/**
 * The kinds of external systems: those built in, those an operator installed, those a tenant wrote as manifests. Owns
 * `connector_manifests`; not integrations, which are configured with them, nor calls, which connections make.
 */

export { ConnectorRegistry } from './connector-registry.ts';
export { ConnectorsModule } from './connectors.module.ts';
