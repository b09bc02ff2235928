import { getMeOptions, getSettingsOptions } from '@ims/api-client/queries';
import { useSuspenseQuery } from '@tanstack/react-query';

/** What the page asks about; the API knows more, and has the last word. */
export type Permission =
  | 'integrations:read'
  | 'integrations:read_connection'
  | 'integrations:write'
  | 'members:read'
  | 'members:write'
  | 'service_accounts:read'
  | 'service_accounts:write'
  | 'usage:read'
  | 'budgets:read'
  | 'budgets:write'
  | 'audit:read'
  | 'tenant:read'
  | 'tenant:write';

/** A change of role ends the session, so permissions hold as long as the page lives. */
export const meOptions = () => ({ ...getMeOptions(), staleTime: Number.POSITIVE_INFINITY });
export const tenantOptions = () => getSettingsOptions();

/** Who is signed in. Only under the signed-in routes, which load it first. */
export function useMe() {
  return useSuspenseQuery(meOptions()).data;
}

export function useTenant() {
  return useSuspenseQuery(tenantOptions()).data;
}

/** Answers whether the signed-in person may do something: `const may = useMay(); may('members:write')`. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

/** Where the tenant's days, weeks and months begin. */
export const useTimeZone = () => useTenant().time_zone;
