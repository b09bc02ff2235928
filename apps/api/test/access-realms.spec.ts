import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AdminRoute,
  PlatformRoute,
  PublicRoute,
  ServiceRoute,
  TenantRoute,
} from '../src/platform/access/access.decorators.ts';
import { PersonAuthenticator, ServiceAuthenticator } from '../src/platform/access/access.guards.ts';
import type { Person, Service } from '../src/platform/access/tenant-scope.ts';
import { Config, readConfig, type Settled } from '../src/platform/config/config.ts';
import { unauthenticated } from '../src/platform/errors/common-errors.ts';
import { PlatformModule } from '../src/platform/platform.module.ts';

const operatorKey = 'the-key-of-the-operator-of-this-test';
const paths = ['public', 'admin', 'tenant', 'service', 'platform', 'bare'] as const;
const routes = {
  public: PublicRoute('a test'),
  admin: AdminRoute('integrations:read'),
  tenant: TenantRoute('integrations:read'),
  service: ServiceRoute('integrations:read'),
  platform: PlatformRoute(),
};

class Doors {
  public() {}
  admin() {}
  tenant() {}
  service() {}
  platform() {}
  /** Declares nothing: such a process does not start, and if it did, nobody came in. */
  bare() {}
}
for (const path of paths) {
  const descriptor = Object.getOwnPropertyDescriptor(Doors.prototype, path) ?? {};
  Get(path)(Doors.prototype, path, descriptor);
  if (path !== 'bare') routes[path](Doors.prototype, path, descriptor);
}
Controller()(Doors);

/** A token is a role. */
class RolesAsTokens extends PersonAuthenticator {
  async authenticate(context: Parameters<PersonAuthenticator['authenticate']>[0]): Promise<Person> {
    const [, role] = String(context.switchToHttp().getRequest().headers.authorization).split(' ');
    if (role !== 'admin' && role !== 'viewer') throw unauthenticated();
    return { memberId: 1, tenantId: 1, tenantSlug: 'acme', email: 'ada@acme.example', role } as Person;
  }
}
/** A key is its scope. */
class ScopesAsKeys extends ServiceAuthenticator {
  async authenticate(key: string | undefined): Promise<Service> {
    const [, scope] = /^ims_sk_(.+)$/.exec(key ?? '') ?? [];
    if (!scope) throw unauthenticated();
    return { accountId: 1, tenantId: 1, tenantSlug: 'acme', name: 'nightly', scopes: [scope] } as unknown as Service;
  }
}
class CallersModule {}
Module({
  providers: [
    { provide: PersonAuthenticator, useClass: RolesAsTokens },
    { provide: ServiceAuthenticator, useClass: ScopesAsKeys },
  ],
  exports: [PersonAuthenticator, ServiceAuthenticator],
})(CallersModule);
class DoorsModule {}
const config = new Config({ ...readConfig({ OPERATOR_KEY: operatorKey }) } as Settled);
Module({ imports: [PlatformModule.with(config), { module: CallersModule, global: true }], controllers: [Doors] })(
  DoorsModule,
);

let app: INestApplication;
beforeAll(async () => {
  app = await NestFactory.create(DoorsModule, { logger: false });
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

const knock = async (path: string, token?: string) =>
  (await fetch(`${await app.getUrl()}/${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {})).status;

test.each([
  ['nobody', undefined, { public: 200, admin: 401, tenant: 401, service: 401, platform: 401, bare: 403 }],
  ['an admin', 'admin', { public: 200, admin: 200, tenant: 200, service: 401, platform: 401, bare: 403 }],
  ['a viewer', 'viewer', { public: 200, admin: 403, tenant: 200, service: 401, platform: 401, bare: 403 }],
  ['the operator', operatorKey, { public: 200, admin: 401, tenant: 401, service: 401, platform: 200, bare: 403 }],
  [
    'a service',
    'ims_sk_integrations:read',
    { public: 200, admin: 401, tenant: 401, service: 200, platform: 401, bare: 403 },
  ],
  [
    'a service for other things',
    'ims_sk_usage:write',
    { public: 200, admin: 401, tenant: 401, service: 403, platform: 401, bare: 403 },
  ],
])('%s comes in where a door is for them, and nowhere else', async (_who, token, expected) => {
  const seen = await Promise.all(paths.map(async (path) => [path, await knock(path, token)]));
  expect(Object.fromEntries(seen)).toEqual(expected);
});
