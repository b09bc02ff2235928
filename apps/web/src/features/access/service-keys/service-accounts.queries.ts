import {
  createServiceAccountMutation,
  createServiceKeyMutation,
  deleteServiceAccountMutation,
  deleteServiceKeyMutation,
  listServiceAccountsOptions,
  listServiceAccountsQueryKey,
} from '@ims/api-client/queries';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

/** A key in clear is not kept when the dialog that shows it is gone. */
const FORGET_AT_ONCE = { gcTime: 0 };

export const useServiceAccounts = () => useQuery(listServiceAccountsOptions());

export function useCreateServiceAccount() {
  return useMutation({ ...createServiceAccountMutation(), ...FORGET_AT_ONCE, onSuccess: useRefreshAccounts() });
}

export function useCreateServiceKey() {
  return useMutation({ ...createServiceKeyMutation(), ...FORGET_AT_ONCE, onSettled: useRefreshAccounts() });
}

export function useRevokeServiceKey() {
  return useMutation({ ...deleteServiceKeyMutation(), onSettled: useRefreshAccounts() });
}

export function useDeleteServiceAccount() {
  return useMutation({ ...deleteServiceAccountMutation(), onSettled: useRefreshAccounts() });
}

/** Also after a failure: a refused version is an old one, and asking again then goes with the new one. */
function useRefreshAccounts() {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: listServiceAccountsQueryKey() });
}
