import { type Budget, type BudgetBody, listBudgets, replaceBudgets } from '@ims/api-client';
import { listIntegrationsOptions, listServiceAccountsOptions } from '@ims/api-client/queries';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../shared/me.ts';
import { type ApiProblem } from '../../shared/problem.ts';

const LIVE_MS = 30_000;

/** The budgets of the tenant as they were read, and the version of them all to change them with. */
export interface BudgetList {
  budgets: Budget[];
  etag: string;
}

const listOf = ({ data, response }: { data: Budget[]; response: Response }): BudgetList => ({
  budgets: data,
  etag: response.headers.get('ETag') ?? '*',
});

const budgetsOptions = () =>
  queryOptions({
    queryKey: [{ tags: ['Budgets'] }] as const,
    queryFn: async ({ signal }) => listOf(await listBudgets({ signal, throwOnError: true })),
  });

/** Kept current while somebody looks at them. */
export const useBudgets = () => useQuery({ ...budgetsOptions(), refetchInterval: LIVE_MS });

/** Reads them again. */
export function useLatestBudgets() {
  const cache = useQueryClient();
  return () => cache.fetchQuery({ ...budgetsOptions(), staleTime: 0 });
}

interface Replacement {
  budgets: BudgetBody[];
  etag: string;
}

/** Puts other budgets in the place of the tenant's own. */
export function useReplaceBudgets() {
  const cache = useQueryClient();
  return useMutation<BudgetList, ApiProblem, Replacement>({
    mutationFn: async ({ budgets, etag }) =>
      listOf(await replaceBudgets({ body: { budgets }, headers: { 'If-Match': etag }, throwOnError: true })),
    onSuccess: (saved) => cache.setQueryData(budgetsOptions().queryKey, saved),
  });
}

/** What a budget can be for: the AI providers, the models they stand for, and the programs that call them. */
export function useSubjects() {
  const mayAccounts = useMay()('service_accounts:read');
  const integrations = useQuery(listIntegrationsOptions({ query: { type: 'ai_provider', limit: 200 } })).data ?? [];
  const accounts = useQuery({ ...listServiceAccountsOptions(), enabled: mayAccounts }).data ?? [];
  return {
    integrations: integrations.map(({ id, display_name }) => ({ value: String(id), label: display_name })),
    accounts: accounts.map(({ id, name }) => ({ value: String(id), label: name })),
    models: [...new Set(integrations.flatMap(({ model }) => model ?? []))],
  };
}
