import { createModel, discoverModels, type Model, type NewModelBody } from '@ims/api-client';
import {
  changeModelMutation,
  createModelMutation,
  deleteModelMutation,
  listModelsOptions,
} from '@ims/api-client/queries';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const modelsOptions = (id: number) => listModelsOptions({ path: { id } });

/** The models of an AI provider, its default first. */
export const useModels = (id: number) => useQuery(modelsOptions(id));

/** Reads a model again; undefined when it has been removed meanwhile. */
export function useLatestModel({ id, integration_id }: Model) {
  const cache = useQueryClient();
  return async () => {
    const models = await cache.fetchQuery({ ...modelsOptions(integration_id), staleTime: 0 });
    return models.find((model) => model.id === id);
  };
}

export function useCreateModel() {
  return useMutation({ ...createModelMutation(), onSettled: useRefreshModels() });
}

export function useChangeModel() {
  return useMutation({ ...changeModelMutation(), onSettled: useRefreshModels() });
}

export function useRemoveModel() {
  return useMutation({ ...deleteModelMutation(), onSettled: useRefreshModels() });
}

/** What the provider offers, asked once for as long as somebody looks at it. */
export const useOffer = (id: number) =>
  useQuery({
    queryKey: [{ _id: 'discoverModels', id }],
    queryFn: async ({ signal }) => (await discoverModels({ path: { id }, signal, throwOnError: true })).data.models,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });

/** Registers several models, one after the other; those before one that is refused stay. */
export function useCreateModels(id: number) {
  return useMutation({
    mutationFn: async (bodies: readonly NewModelBody[]) => {
      for (const body of bodies) await createModel({ path: { id }, body, throwOnError: true });
    },
    onSettled: useRefreshModels(),
  });
}

/**
 * Also after a failure: a refused version is an old one. The default model is the integration's, so that changes too.
 * Nobody waits for it: a dialog about a model that is gone has to close first.
 */
function useRefreshModels() {
  const cache = useQueryClient();
  return () => {
    void cache.invalidateQueries({ queryKey: [{ _id: 'listModels' }] });
    void cache.invalidateQueries({ queryKey: [{ tags: ['Integrations'] }] });
  };
}
