import { expect, test } from 'vitest';
import { permissionsOf, permissionsOfScopes, roleNames, serviceScopes } from './permissions.ts';

test('roles are ordered by what they may: each has all the next one has', () => {
  expect(roleNames).toEqual(['admin', 'user', 'viewer']);
  expect(permissionsOf('admin')).toEqual(expect.arrayContaining([...permissionsOf('user')]));
  expect(permissionsOf('user')).toEqual(expect.arrayContaining([...permissionsOf('viewer')]));
});

test('only admins change anything or see who did what', () => {
  for (const role of ['user', 'viewer'] as const)
    expect(
      permissionsOf(role).filter((permission) => /:write$|^audit|^members|^service_accounts/.test(permission)),
    ).toEqual([]);
});

test('viewers do not see addresses and users of connections', () => {
  expect(permissionsOf('viewer')).not.toContain('integrations:read_connection');
  expect(permissionsOf('user')).toContain('integrations:read_connection');
});

test('services see connections when they may read integrations, and never what is for admins', () => {
  expect(permissionsOfScopes(['integrations:read'])).toContain('integrations:read_connection');
  const rest = serviceScopes.filter((scope) => scope !== 'integrations:read');
  expect(permissionsOfScopes(rest)).toEqual([]);
  expect(permissionsOf('user')).toEqual(expect.arrayContaining([...permissionsOfScopes(serviceScopes)]));
});
