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
    'tenant:read',
    'tenant:write',
  ],
  user: ['integrations:read', 'integrations:read_connection', 'tenant:read'],
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

export function permissionsOfScopes(given: readonly ServiceScope[]): readonly Permission[] {
  return given.flatMap((scope) => scopes[scope]);
}
