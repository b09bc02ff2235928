import {
  type ConnectorDetail,
  createConnector,
  deleteConnector,
  type ManifestBody,
  replaceConnector,
} from '@ims/api-client';
import {
  getConnectorOptions,
  getManifestSchemaOptions,
  listConnectorsOptions,
  listIntegrationsOptions,
} from '@ims/api-client/queries';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { JsonSchema } from '../../shared/write-json/json-schema.ts';

export type Manifest = ManifestBody['manifest'];

const connectorsTag = [{ tags: ['Connectors'] }];

export const useConnectors = () => useQuery(listConnectorsOptions());

export const useConnector = (provider: string) => useQuery(getConnectorOptions({ path: { provider } }));

/** What the tenant has connected with it. */
export const useConnectedWith = (provider: string) =>
  useQuery(listIntegrationsOptions({ query: { provider, limit: 200 } }));

/** What manifests look like; the same for as long as the page lives. */
export const useManifestSchema = () =>
  useQuery({
    ...getManifestSchemaOptions(),
    select: (schema) => schema as JsonSchema,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Writes a new connector, or a new version of `provider`. */
export function useSaveConnector(provider: string | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (manifest: Manifest): Promise<ConnectorDetail> => {
      const body = { manifest };
      const saved = provider
        ? await replaceConnector({ path: { provider }, body, throwOnError: true })
        : await createConnector({ body, throwOnError: true });
      return saved.data;
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: connectorsTag }),
  });
}

export function useDeleteConnector(provider: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => deleteConnector({ path: { provider }, throwOnError: true }),
    // Of what is gone, nothing is asked any more: only the catalogue is read again.
    onSuccess: () => cache.invalidateQueries({ queryKey: [{ _id: 'listConnectors' }] }),
  });
}
