import type { BoundSecret, Credential } from '@ims/egress';
import type { Settings } from '../connector.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Auth, Manifest } from './manifest.ts';

/** The form of a manifest: what every integration has, and the manifest's own fields in provider_metadata. */
export function configurationOf(manifest: Manifest, more: Record<string, JsonSchema>, required: string[]): JsonSchema {
  const { auth, settings, base_url } = manifest;
  const fields = Object.entries(settings).map(([name, { required: _, ...field }]) => [name, field] as const);
  const demanded = Object.keys(settings).filter((name) => settings[name]?.required);
  return {
    type: 'object',
    required: ['base_url', ...(auth.scheme === 'basic' ? ['username'] : []), ...required],
    properties: {
      base_url: {
        type: 'string',
        title: base_url.title ?? 'Base URL',
        description: base_url.description,
        format: 'uri',
        maxLength: 2048,
        examples: base_url.example ? [base_url.example] : undefined,
      },
      ...(auth.scheme === 'basic' && {
        username: { type: 'string', title: auth.username_title ?? 'User name', maxLength: 255 },
      }),
      ...more,
      ...(fields.length > 0 && {
        provider_metadata: {
          type: 'object',
          title: 'Settings',
          properties: Object.fromEntries(fields),
          required: demanded,
        },
      }),
    },
  };
}

export function credentialsOf({ auth }: Manifest): JsonSchema {
  if (auth.scheme === 'none') return { type: 'object', properties: {} };
  const title = auth.secret_title ?? (auth.scheme === 'basic' ? 'Password' : 'API key');
  return {
    type: 'object',
    required: ['password'],
    properties: { password: { type: 'string', title, minLength: 1, maxLength: 8192, 'x-input': 'secret' } },
  };
}

export function authenticateBy(auth: Auth, settings: Settings, secret: BoundSecret | undefined): Credential[] {
  if (!secret) return [];
  switch (auth.scheme) {
    case 'none':
      return [];
    case 'basic':
      return [{ place: 'basic', username: settings.username ?? '', secret }];
    case 'bearer':
      return [{ place: 'bearer', secret }];
    case 'header':
      return [{ place: 'header', name: auth.name, prefix: auth.prefix, secret }];
    case 'query':
      return [{ place: 'query', name: auth.name, secret }];
  }
}
