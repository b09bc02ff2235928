import type { Connector, IntegrationListItem } from '@ims/api-client';
import { listConnectorsOptions } from '@ims/api-client/queries';
import { useQuery } from '@tanstack/react-query';
import type { IntegrationType } from '../../shared/integration-types.ts';

const FRESH_MS = 300_000;

/** The kinds of systems that can be connected. */
export const useConnectors = () => useQuery({ ...listConnectorsOptions(), staleTime: FRESH_MS });

/** Serves every provider of its type that has no connector of its own. */
const generic: Record<IntegrationType, string> = {
  data_source: 'rest',
  ai_provider: 'custom_ai',
  notification: 'webhook',
};

export const findConnector = (connectors: readonly Connector[], provider: string): Connector | undefined =>
  connectors.find((connector) => connector.provider === provider.trim().toLowerCase());

/** What serves an integration, as the server will choose it. */
export function connectorFor(connectors: readonly Connector[], { provider, type }: Served): Connector {
  const own = findConnector(connectors, provider);
  const found = own?.type === type ? own : findConnector(connectors, generic[type]);
  if (!found) throw new Error(`The server lists no connector that could serve ${provider}.`);
  return found;
}

type Served = Pick<IntegrationListItem, 'provider' | 'type'>;

/** What people call a provider; its slug while that is not known. */
export function useProviderNames(): (provider: string) => string {
  const { data = [] } = useConnectors();
  return (provider) => findConnector(data, provider)?.display_name ?? provider;
}
