/** Every permission, and which role has it. A new one is added here and declared on the handlers it opens. */
const roles = {
  admin: [
    'integrations:read',
    'integrations:read_connection',
    'integrations:write',
    'members:read',
    'members:write',
    'service_accounts:read',
    'service_accounts:write',
    'audit:read',
    'budgets:read',
    'budgets:write',
    'tenant:read',
    'tenant:write',
    'usage:read',
  ],
  user: ['integrations:read', 'integrations:read_connection', 'budgets:read', 'tenant:read', 'usage:read'],
  viewer: ['integrations:read', 'tenant:read'],
} as const;

export type Role = keyof typeof roles;
export type Permission = (typeof roles)[Role][number];

export const roleNames = Object.keys(roles) as [Role, ...Role[]];

export function permissionsOf(role: Role): readonly Permission[] {
  return roles[role];
}

/** What a service key may be made for, and which permissions of people come with it. */
const scopes = {
  'integrations:read': ['integrations:read', 'integrations:read_connection'],
  'credentials:read': [],
  'ai:invoke': [],
  'usage:write': [],
  'syncs:write': [],
  'records:read': [],
  'events:read': [],
} as const satisfies Record<string, readonly Permission[]>;

export type ServiceScope = keyof typeof scopes;

export const serviceScopes = Object.keys(scopes) as [ServiceScope, ...ServiceScope[]];

const ofScopes = new WeakMap<readonly ServiceScope[], readonly Permission[]>();

/** Worked out once for each list, which its service account keeps: every call of a service asks. */
export function permissionsOfScopes(given: readonly ServiceScope[]): readonly Permission[] {
  const known = ofScopes.get(given);
  if (known) return known;
  const permissions = given.flatMap((scope) => scopes[scope]);
  ofScopes.set(given, permissions);
  return permissions;
}
