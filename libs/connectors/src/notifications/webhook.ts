import { randomBytes } from 'node:crypto';
import { type Connector, type ConnectorContext, ConnectorFault, type Finding } from '@ims/connector-sdk';
import type { BoundSecret, Credential } from '@ims/egress';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { secretForm, settingsForm } from '../settings-form.ts';
import { isSuccess, post } from './post.ts';
import { webhookPayload } from './webhook-payload.ts';

const form = settingsForm(
  z.looseObject({
    base_url: z.url().meta({
      title: 'Address',
      description: 'Where deliveries are posted to.',
      examples: ['https://company.com/hooks/integrations'],
    }),
  }),
);

/** Signed deliveries as of https://www.standardwebhooks.com, to any address. */
export const webhook: Connector = {
  provider: 'webhook',
  type: 'notification',
  display_name: 'Webhook',
  description: 'Signed deliveries (Standard Webhooks) to any address.',
  docs_url: 'https://www.standardwebhooks.com',
  version: 1,
  configuration: form.configuration,
  credentials: secretForm({
    title: 'Signing secret',
    description: 'The receiver verifies deliveries with it: whsec_ and base64, or any text.',
    required: true,
  }),
  normalize(settings, secret) {
    const typed = settings.base_url.trim();
    const base_url = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
    if (secret) signerOf(secret.trim());
    return { settings: { ...settings, base_url }, secret: secret?.trim() };
  },
  // The secret itself never goes out; each delivery carries a signature made from it.
  authenticate: () => [],
  check: (context) => ({
    auth: () => (context.effort === 'full' ? prove(context) : unasked),
    identity() {
      const { host } = new URL(context.settings.base_url);
      const identity = { id: host, name: `the receiver at ${host}`, kind: 'endpoint' } as const;
      return { verdict: 'pass', message: `Deliveries go to ${identity.name}.`, identity };
    },
  }),
  async send(context, message) {
    const request = await delivery(context, secretOf(context), message.id, webhookPayload(message));
    const { status } = await post(context, request, isSuccess);
    return { id: message.id, message: `The receiver took the delivery (${status}).` };
  },
};

/** Receivers act on what they get, and raise an alarm about forged signatures: not every few minutes. */
const unasked: Finding = {
  verdict: 'skip',
  message: 'The receiver can be reached. Pings prove the signing secret, and are left to full tests.',
};

/** A ping must be taken with a right signature; one that is taken with a wrong signature as well proves nothing. */
async function prove(context: ConnectorContext): Promise<Finding> {
  const secret = secretOf(context);
  const id = `ping_${randomBytes(12).toString('hex')}`;
  const ping = { type: 'ping', timestamp: context.now().toISOString(), data: {} };
  await post(context, await delivery(context, secret, id, ping), isSuccess);
  const decoy = secret.sibling(`whsec_${randomBytes(32).toString('base64')}`);
  const forged = await delivery(context, decoy, `${id}_forged`, ping);
  const { status } = await context.http.send({ ...forged, method: 'POST' });
  if (status >= 400 && status < 500) {
    return { verdict: 'pass', message: 'The receiver takes a signed ping and refuses a forged one.' };
  }
  return {
    verdict: 'warn',
    message: 'The receiver takes deliveries whose signature is wrong.',
    remedy: 'Let the receiver verify signatures with this secret; otherwise anyone can write to it.',
    field: '/password',
    error_class: 'auth_not_verifiable',
  };
}

function secretOf({ secret }: ConnectorContext): BoundSecret {
  if (secret) return secret;
  throw new ConnectorFault('auth_invalid', { message: 'The signing secret is missing.', remedy: 'Enter a secret.' });
}

/** The id is that of the message for every try of it; time and signature are of this try. */
async function delivery(context: ConnectorContext, secret: BoundSecret, id: string, json: Record<string, unknown>) {
  const now = context.now();
  const signature = await secret.derive((value) => signerOf(value).sign(id, now, JSON.stringify(json)));
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)) };
  const credentials: Credential[] = [{ place: 'header', name: 'webhook-signature', secret: signature }];
  return { to: new URL(context.settings.base_url), headers, json, credentials };
}

/** A secret of Standard Webhooks names itself; any other text stands for its own bytes. */
function signerOf(secret: string): Webhook {
  try {
    return new Webhook(secret.startsWith('whsec_') ? secret : Buffer.from(secret).toString('base64'));
  } catch (cause) {
    const message = 'What follows whsec_ in the signing secret must be base64.';
    throw new ConnectorFault('invalid_config', { message, field: '/password', cause });
  }
}
