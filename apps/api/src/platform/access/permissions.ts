/** Every permission, and which role has it. A new one is added here and declared on the handlers it opens. */
const roles = {
  admin: [
    'integrations:read',
    'integrations:read_connection',
    'integrations:write',
    'members:read',
    'members:write',
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
