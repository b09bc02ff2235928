import { type CreateIntegrationBody, createIntegration, type Integration } from '@ims/api-client';
import type { Person } from './tenants.ts';

let made = 0;

/** A valid body; each has a provider of its own unless one is given. */
export function integrationBody(fields: Partial<CreateIntegrationBody> = {}): CreateIntegrationBody {
  made += 1;
  return { provider: `provider-${made}`, type: 'ai_provider', base_url: 'https://api.example.com/v1', ...fields };
}

export async function makeIntegration(by: Person, fields?: Partial<CreateIntegrationBody>): Promise<Integration> {
  const { data } = await createIntegration({ client: by.client, body: integrationBody(fields), throwOnError: true });
  return data;
}
