import { randomUUID } from 'node:crypto';
import { createClient, createMember, createTenant, type LoginBody, login, type Session } from '@ims/api-client';

/** A running API, and the key of its operator. */
export interface Server {
  url: string;
  operatorKey: string;
}

type Client = ReturnType<typeof createClient>;
export type Role = Session['user']['role'];

/** Somebody who is signed in: their generated client and the token it sends. */
export interface Person {
  client: Client;
  token: string;
  user: Session['user'];
}

export interface TestTenant {
  server: Server;
  id: number;
  slug: string;
  /** People who signed in so far; each role once. */
  people: Map<Role, Promise<Person>>;
}

export const PASSWORD = 'correct horse battery';

export const clientOf = (server: Pick<Server, 'url'>, token?: string) =>
  createClient({ baseUrl: server.url, auth: token });

/** A new tenant of a name nobody else has, with its first admin. */
export async function makeTenant(server: Server, slug = `tenant-${randomUUID().slice(0, 8)}`): Promise<TestTenant> {
  const { data } = await createTenant({
    client: clientOf(server, server.operatorKey),
    body: {
      slug,
      name: `The ${slug}`,
      admin: { email: emailOf('admin', slug), name: 'Ada Admin', password: PASSWORD },
    },
    throwOnError: true,
  });
  return { server, id: data.id, slug, people: new Map() };
}

/** The tenant's admin, user or viewer, who is made and signed in at the first call. */
export function loginAs(role: Role, tenant: TestTenant): Promise<Person> {
  const person = tenant.people.get(role) ?? comeIn(role, tenant);
  tenant.people.set(role, person);
  return person;
}

export const emailOf = (role: Role, slug: string) => `${role}@${slug}.example`;

async function comeIn(role: Role, tenant: TestTenant): Promise<Person> {
  const email = emailOf(role, tenant.slug);
  if (role !== 'admin') {
    const { client } = await loginAs('admin', tenant);
    await createMember({ client, body: { email, name: `The ${role}`, role, password: PASSWORD }, throwOnError: true });
  }
  return signIn(tenant.server, { email, password: PASSWORD });
}

export async function signIn(server: Server, body: LoginBody): Promise<Person> {
  const { data } = await login({ client: clientOf(server), body, throwOnError: true });
  return { client: clientOf(server, data.access_token), token: data.access_token, user: data.user };
}
