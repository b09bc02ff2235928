import {
  type Connector,
  type ConnectorContext,
  ConnectorFault,
  type ErrorClass,
  type FaultDetails,
  type HttpAnswer,
  upstreamOf,
} from '@ims/connector-sdk';
import { z } from 'zod';
import { addressText, pastedAddress } from '../base-url.ts';
import { secretForm, settingsForm } from '../settings-form.ts';
import { post } from './post.ts';
import { slackMessage } from './slack-message.ts';

const form = settingsForm(
  z.looseObject({
    base_url: z.url().meta({
      title: 'Base URL',
      description: 'A whole webhook address is taken apart into this and the secret path.',
      examples: ['https://hooks.slack.com'],
    }),
  }),
);

/** Messages to the channel of an incoming webhook. The path of its address is the secret. */
export const slack: Connector = {
  provider: 'slack',
  type: 'notification',
  display_name: 'Slack',
  description: 'Messages to a Slack channel, through an incoming webhook.',
  docs_url: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  version: 1,
  configuration: form.configuration,
  credentials: secretForm({
    title: 'Webhook path',
    description: 'What follows the host in the address of the incoming webhook: /services/T…/B…/…',
    required: true,
  }),
  normalize(settings, secret) {
    const pasted = pastedHook(settings.base_url) ?? (secret === undefined ? undefined : pastedHook(secret));
    if (pasted) return { settings: { ...settings, base_url: pasted.base_url }, secret: pasted.path };
    const url = pastedAddress(settings.base_url);
    return {
      settings: url ? { ...settings, base_url: addressText(url) } : settings,
      secret: secret && hookPath(secret),
    };
  },
  authenticate: (_settings, secret) => (secret ? [{ place: 'path', secret }] : []),
  check: (context) => ({
    async auth() {
      await postToHook(context, {}, complainsOfNoText);
      return { verdict: 'pass', message: 'The webhook is alive: it asks for a text, and none was posted.' };
    },
    identity() {
      const { host } = new URL(context.settings.base_url);
      const identity = { id: host, name: `an incoming webhook of ${host}`, kind: 'endpoint' } as const;
      return { verdict: 'pass', message: `Messages go to ${identity.name}.`, identity };
    },
  }),
  async send(context, message) {
    await postToHook(context, slackMessage(message), ({ status, text }) => status === 200 && text.trim() === 'ok');
    return { id: null, message: 'Slack took the message.' };
  },
};

/**
 * Slack has no question for a webhook; but one that is alive, and only that, complains of an empty message. Nobody sees
 * it and it costs nothing, so it serves scheduled checks as well.
 */
function complainsOfNoText({ status, text }: HttpAnswer): boolean {
  return status === 400 && /^(no_text|invalid_payload|missing_text)/.test(text.trim());
}

async function postToHook(
  context: ConnectorContext,
  json: Record<string, unknown>,
  good: (answer: HttpAnswer) => boolean,
): Promise<void> {
  if (!context.secret) throw new ConnectorFault('auth_invalid', { message: 'The path of the webhook is missing.' });
  // Also secrets that came some other way than through the form have the one shape.
  const secret = await context.secret.derive((path) => hookPath(path).slice(1));
  await post(context, { to: '/{secret}', json, credentials: [{ place: 'path', secret }], explain }, good);
}

const renew = 'Create a new incoming webhook in Slack and enter its path here.';

/** Slack answers with a word: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors */
const words: Record<string, { errorClass: ErrorClass } & FaultDetails> = {
  invalid_token: {
    errorClass: 'auth_invalid',
    message: 'Slack does not accept the path of the webhook.',
    remedy: renew,
  },
  no_service: { errorClass: 'auth_invalid', message: 'The webhook is switched off, removed or wrong.', remedy: renew },
  no_service_id: { errorClass: 'auth_invalid', message: 'The path of the webhook is incomplete.', remedy: renew },
  no_active_hooks: { errorClass: 'auth_invalid', message: 'The webhook is switched off.', remedy: renew },
  no_team: { errorClass: 'auth_invalid', message: 'Slack knows no such workspace.', remedy: renew },
  team_disabled: { errorClass: 'endpoint_gone', message: 'The workspace is switched off.', remedy: renew },
  channel_not_found: { errorClass: 'endpoint_gone', message: 'The channel no longer exists.', remedy: renew },
  channel_is_archived: {
    errorClass: 'endpoint_gone',
    message: 'The channel is archived.',
    remedy: 'Unarchive the channel, or create a webhook for another one.',
  },
  action_prohibited: {
    errorClass: 'permission_missing',
    message: 'An administrator of the workspace does not let the webhook post.',
    remedy: 'Ask an administrator of the workspace to allow it.',
  },
  posting_to_general_channel_denied: {
    errorClass: 'permission_missing',
    message: 'The webhook may not post to the general channel.',
    remedy: 'Choose another channel, or ask an administrator of the workspace.',
  },
};

function explain(answer: HttpAnswer): ConnectorFault | undefined {
  const word = answer.text.trim();
  if (!Object.hasOwn(words, word)) return undefined;
  const { errorClass, ...details } = words[word] ?? { errorClass: 'unexpected_content' };
  return new ConnectorFault(errorClass, { field: '/password', upstream: upstreamOf(answer), ...details });
}

const services = /\/services\/[^/]+\/[^/]+\/[^/]+\/*$/;

/** Takes the address of a webhook apart; undefined for any other text. */
function pastedHook(text: string): { base_url: string; path: string } | undefined {
  const url = pastedAddress(text);
  const path = url && services.exec(url.pathname)?.[0];
  if (!path) return undefined;
  url.pathname = url.pathname.slice(0, -path.length);
  return { base_url: addressText(url), path: hookPath(path) };
}

/** `/services/T…/B…/…`, however much of it was entered. */
function hookPath(text: string): string {
  const path = text.trim().replace(/^\/+|\/+$/g, '');
  return /^T[A-Z0-9]+\/B[A-Z0-9]+\/[^/]+$/.test(path) ? `/services/${path}` : `/${path}`;
}
