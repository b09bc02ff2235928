import { createServiceAccount, type NewServiceAccountBody } from '@ims/api-client';
import type { Person } from '@ims/test-kit';
import { type ServiceScope, serviceScopes } from '../../src/platform/access/permissions.ts';

/** A program that calls the API with a key of its own. */
export interface TestService {
  accountId: number;
  keyId: number;
  name: string;
  /** The key. */
  token: string;
}

let made = 0;

/** A new service account, with all scopes unless told otherwise. */
export async function makeService(
  admin: Person,
  scopes: readonly ServiceScope[] = serviceScopes,
  fields: Partial<NewServiceAccountBody> = {},
): Promise<TestService> {
  made += 1;
  const body = { name: `service-${made}`, scopes: [...scopes], ...fields };
  const { data } = await createServiceAccount({ client: admin.client, body, throwOnError: true });
  return { accountId: data.id, keyId: data.keys[0]?.id ?? 0, name: data.name, token: data.key };
}
