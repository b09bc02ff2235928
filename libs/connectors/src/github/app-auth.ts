import { createPrivateKey, type KeyObject } from 'node:crypto';
import { bodyAs, type ConnectorContext, ConnectorFault, type HttpAnswer, upstreamOf } from '@ims/connector-sdk';
import type { BoundSecret, Credential } from '@ims/egress';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { GithubSettings } from './settings.ts';

/** What GitHub lets an installation of an App do, for about an hour. */
export interface Installation {
  credential: Credential;
  expires_at: Date;
  permissions: Record<string, string>;
  repositories: 'all' | 'selected' | undefined;
}

/** Asks GitHub with the headers that each request has. */
export type Ask = ConnectorContext['http']['json'];

const tokenShape = z.looseObject({
  token: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }),
  permissions: z.record(z.string(), z.string()).default({}),
  repository_selection: z.enum(['all', 'selected']).optional(),
});

/** A token is replaced while it still lasts for the request it is used for, however slow. */
const spareMs = 5 * 60_000;
const installations = new WeakMap<ConnectorContext, Promise<Installation>>();

/** The installation's token, asked for once in a context and again shortly before it ends. */
export async function installationOf(
  context: ConnectorContext,
  ask: Ask,
  settings: GithubSettings,
): Promise<Installation> {
  const known = installations.get(context);
  if (known && (await known).expires_at.getTime() - spareMs > context.now().getTime()) return known;
  const fresh = openInstallation(context, ask, settings);
  installations.set(context, fresh);
  fresh.catch(() => installations.delete(context));
  return fresh;
}

async function openInstallation(context: ConnectorContext, ask: Ask, settings: GithubSettings): Promise<Installation> {
  const { app_id, installation_id } = settings.provider_metadata;
  const secret = secretOf(context);
  const { data } = await ask(
    {
      method: 'POST',
      to: `/app/installations/${encodeURIComponent(needed(installation_id, 'installation_id'))}/access_tokens`,
      credentials: [await appCredential(secret, app_id, context.now())],
      explain: (answer) => explainInstallation(answer) ?? explainApp(answer),
    },
    tokenShape,
  );
  return {
    credential: { place: 'bearer', secret: secret.sibling(data.token) },
    expires_at: new Date(data.expires_at),
    permissions: data.permissions,
    repositories: data.repository_selection,
  };
}

/** The App itself: a JWT of its private key, valid for less than the ten minutes GitHub allows at most. */
export async function appCredential(secret: BoundSecret, appId: string | undefined, now: Date): Promise<Credential> {
  const issuer = needed(appId, 'app_id');
  const seconds = Math.floor(now.getTime() / 1000);
  const jwt = await secret.derive((pem) =>
    new SignJWT()
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(issuer)
      // A minute back, since GitHub refuses what its own clock takes for the future.
      .setIssuedAt(seconds - 60)
      .setExpirationTime(seconds + 480)
      .sign(privateKey(pem)),
  );
  return { place: 'bearer', secret: jwt };
}

export function secretOf(context: ConnectorContext): BoundSecret {
  if (context.secret) return context.secret;
  throw new ConnectorFault('invalid_config', { field: '/password', message: 'The private key of the App is missing.' });
}

/** Says what an answer to the JWT means: it is wrong for its App, its key or its time. */
export function explainApp(answer: HttpAnswer): ConnectorFault | undefined {
  const upstream = upstreamOf(answer);
  const words = bodyAs(answer, z.looseObject({ message: z.string() }))?.message ?? '';
  if (answer.status === 401 && /'(?:exp|iat)'|claim/i.test(words)) {
    return new ConnectorFault('auth_invalid', {
      upstream,
      message: 'GitHub and this server disagree about the time, so the signature of the App does not count.',
      remedy: 'Ask the operator to set the clock of the server.',
    });
  }
  if (answer.status === 401 && /could not be decoded/i.test(words)) {
    return new ConnectorFault('auth_invalid', {
      upstream,
      message: 'The private key is not one of this App.',
      remedy: 'Check the App ID, or create a new private key in the settings of the App and enter it here.',
    });
  }
  if (answer.status !== 404) return undefined;
  return new ConnectorFault('auth_invalid', {
    upstream,
    field: '/provider_metadata/app_id',
    message: 'GitHub knows no App of this ID.',
    remedy: 'Copy the App ID from the settings page of the App.',
  });
}

function explainInstallation(answer: HttpAnswer): ConnectorFault | undefined {
  if (answer.status !== 404) return undefined;
  return new ConnectorFault('auth_invalid', {
    upstream: upstreamOf(answer),
    field: '/provider_metadata/installation_id',
    message: 'The App has no installation of this ID.',
    remedy: 'Open the configuration page of the installation and copy the number at the end of its address.',
  });
}

/** Reads a PEM as people paste it: with `\n` written out, or with its lines joined. */
function privateKey(pasted: string): KeyObject {
  const text = pasted.replaceAll(String.raw`\n`, '\n').trim();
  const [, label, body] = /^-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z\d+/=\s]+)-----END \1-----$/.exec(text) ?? [];
  const pem = label && body ? `-----BEGIN ${label}-----\n${body.replace(/\s+/g, '')}\n-----END ${label}-----\n` : text;
  const key = tryKey(pem);
  if (key?.asymmetricKeyType === 'rsa') return key;
  throw new ConnectorFault('invalid_config', {
    field: '/password',
    message: 'The secret is not a private key of an App.',
    remedy: 'Paste the whole .pem file that GitHub gave when the key was created.',
  });
}

function tryKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // The reason names bytes of the key; that it is none is all there is to say.
    return undefined;
  }
}

function needed(value: string | undefined, name: 'app_id' | 'installation_id'): string {
  if (value) return value;
  throw new ConnectorFault('invalid_config', { field: `/provider_metadata/${name}` });
}
