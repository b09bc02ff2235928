import {
  type ChangeIntegrationBody,
  type CreateIntegrationBody,
  changeIntegration,
  createIntegration,
  deleteIntegration,
  deleteIntegrationLogo,
  uploadIntegrationLogo,
} from '@ims/api-client';
import { getIntegrationOptions } from '@ims/api-client/queries';
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ifMatch } from '../../shared/api.ts';
import { integrationsTag, type Versioned } from './integrations.queries.ts';
import { sendWithProgress } from './set-logo/send-with-progress.ts';

/** One integration as it is now: a form that began with an older version could not be saved. */
export function useIntegration(id: number) {
  return useQuery({ ...getIntegrationOptions({ path: { id } }), gcTime: 0, staleTime: Number.POSITIVE_INFINITY });
}

export const fetchIntegration = (cache: QueryClient, id: number) =>
  cache.fetchQuery({ ...getIntegrationOptions({ path: { id } }), staleTime: 0 });

export function useCreateIntegration() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ body, key }: { body: CreateIntegrationBody; key: string }) =>
      (await createIntegration({ body, headers: { 'Idempotency-Key': key }, throwOnError: true })).data,
    onSettled: () => cache.invalidateQueries({ queryKey: integrationsTag }),
  });
}

export function useChangeIntegration() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version, body }: Versioned & { body: ChangeIntegrationBody }) =>
      (await changeIntegration({ path: { id }, headers: ifMatch(version), body, throwOnError: true })).data,
    onSuccess: () => cache.invalidateQueries({ queryKey: integrationsTag }),
  });
}

export function useDeleteIntegration() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version, force }: Versioned & { force: boolean }) =>
      deleteIntegration({
        path: { id },
        query: { force: force ? 'true' : 'false' },
        headers: ifMatch(version),
        throwOnError: true,
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: integrationsTag }),
  });
}

export function useUploadLogo() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, file, onProgress }: { id: number; file: File; onProgress: (share: number) => void }) =>
      (
        await uploadIntegrationLogo({
          path: { id },
          body: { logo: file },
          fetch: sendWithProgress(onProgress),
          throwOnError: true,
        })
      ).data,
    onSuccess: () => cache.invalidateQueries({ queryKey: integrationsTag }),
  });
}

export function useRemoveLogo() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: Versioned) =>
      deleteIntegrationLogo({ path: { id }, headers: ifMatch(version), throwOnError: true }),
    onSuccess: () => cache.invalidateQueries({ queryKey: integrationsTag }),
  });
}
