import type { ServiceAccount } from '@ims/api-client';

export type ServiceScope = ServiceAccount['scopes'][number];

/** What each scope lets a program do, in words for the one who grants it. */
export const scopes: Record<ServiceScope, string> = {
  'integrations:read': 'Sees integrations with their addresses, users and settings, but no secret.',
  'credentials:read': 'Fetches passwords and tokens of integrations. Give it to as few as possible.',
  'records:read': 'Reads records of data sources through us, without ever seeing a secret.',
  'ai:invoke': 'Calls AI models through us, within the budgets.',
  'usage:write': 'Reports what AI calls used and cost.',
  'syncs:write': 'Reports sync runs and keeps their place.',
  'events:read': 'Follows what happens to integrations as it happens.',
};

export const scopeNames = Object.keys(scopes) as ServiceScope[];
