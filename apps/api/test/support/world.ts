import { loginAs, makeIntegration, makeTenant, type Person, type TestTenant } from '@ims/test-kit';
import type { Operation } from './contract.ts';
import { type RawRequest, send } from './http.ts';
import { logoForm } from './logos.ts';
import type { TestApp } from './test-app.ts';

/** A tenant that has at least one of everything the contract can name by an id. */
export interface World {
  tenant: TestTenant;
  admin: Person;
  user: Person;
  viewer: Person;
  /** One id of each kind, under the name of the collection in paths: `/members/{id}`. */
  ids: Record<string, number>;
  logo: { file: string; url: string };
}

export async function populate(app: TestApp): Promise<World> {
  const tenant = await makeTenant(app);
  const [admin, user, viewer] = [
    await loginAs('admin', tenant),
    await loginAs('user', tenant),
    await loginAs('viewer', tenant),
  ];
  const fallback = await makeIntegration(admin, { provider: 'fallback' });
  const integration = await makeIntegration(admin, {
    provider: 'openai',
    password: 'a-stored-secret',
    username: 'somebody',
    fallback_integration_id: fallback.id,
  });
  const path = `/api/v1/admin/integrations/${integration.id}`;
  await send(app, 'POST', `${path}/logo`, { token: admin.token, body: logoForm() });
  const { logo_filename, logo_url } = JSON.parse((await send(app, 'GET', path, { token: admin.token })).text);
  const ids = { tenants: tenant.id, members: user.user.id, integrations: integration.id };
  return { tenant, admin, user, viewer, ids, logo: { file: logo_filename, url: logo_url } };
}

/** A body each operation accepts, from somebody who may; an operation without one fails the suites that go through all. */
const bodies: Record<string, () => RawRequest['body']> = {
  login: () => ({ email: 'nobody@nowhere.example', password: 'not the password', tenant: 'nowhere' }),
  changePassword: () => ({ current_password: 'not the password', new_password: 'another horse battery' }),
  createMember: () => ({ email: 'new@people.example', name: 'New', role: 'viewer', password: 'correct horse battery' }),
  changeMember: () => ({
    email: 'other@people.example',
    name: 'Other',
    role: 'viewer',
    password: 'correct horse battery',
  }),
  changeSettings: () => ({ name: 'Other', accent_color: '#102030' }),
  createTenant: () => ({
    slug: 'new-tenant',
    name: 'New',
    admin: { email: 'new@people.example', name: 'New', password: 'correct horse battery' },
  }),
  createIntegration: () => ({ provider: 'new', ...integrationFields }),
  changeIntegration: () => ({ provider: 'other', ...integrationFields }),
  uploadIntegrationLogo: () => logoForm(),
};

const integrationFields = {
  type: 'ai_provider',
  base_url: 'https://other.example.com',
  display_name: 'Other',
  username: 'other',
  password: 'another-secret',
  base_search: 'other',
  model: 'other',
  model_config: { temperature: 1 },
  provider_metadata: { region: 'eu' },
  cost_config: { monthly_limit: 1 },
  fallback_integration_id: null,
  active: false,
};

export function bodyOf(operation: Operation): RawRequest['body'] {
  const make = bodies[operation.id];
  if (!make && (operation.body || operation.isUpload))
    throw new Error(`Give ${operation.id} a body in support/world.ts`);
  return make?.();
}
