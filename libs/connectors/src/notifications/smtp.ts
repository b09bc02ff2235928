import { type Connector, type ConnectorContext, ConnectorFault, type Finding, once } from '@ims/connector-sdk';
import { secretForm } from '../settings-form.ts';
import { mailMessage } from './mail-message.ts';
import { withMailSession } from './mail-session.ts';
import { normalizeSmtp, smtpForm } from './smtp-settings.ts';

/** Mail through a mail server of the tenant. */
export const smtp: Connector = {
  provider: 'smtp',
  type: 'notification',
  display_name: 'E-mail (SMTP)',
  description: 'Mail through your own mail server, encrypted on the way.',
  docs_url: 'https://www.rfc-editor.org/rfc/rfc6409',
  version: 1,
  configuration: smtpForm.configuration,
  credentials: secretForm({
    title: 'Password',
    description: 'Of the mail account, or an application password. Empty for a server without a login.',
    required: false,
  }),
  normalize: (settings, secret) => ({ settings: normalizeSmtp(settings), secret }),
  // The password goes into the conversation with the server, which is not HTTP.
  authenticate: () => [],
  check(context) {
    const visit = once(() => visitServer(context));
    return {
      auth: async () => ((await visit()).loggedIn ? loggedIn : withoutLogin),
      identity: async () => identify(context, (await visit()).loggedIn),
      async permissions() {
        if (context.effort === 'scheduled') return addressesUnasked;
        const { refusal } = await visit();
        return refusal
          ? doubtful(refusal)
          : { verdict: 'pass', message: 'The server takes mail from and to the named addresses.' };
      },
    };
  },
  async send(context, message) {
    const envelope = smtpForm.read(context.settings).provider_metadata;
    const { id, raw } = await mailMessage(envelope, message);
    const refused = await withMailSession(context, async (session) => {
      await session.login();
      return session.send(envelope.from, envelope.to, raw);
    });
    const taken = `The mail server took the message for ${envelope.to.length - refused.length} of ${envelope.to.length}`;
    return { id, message: refused.length > 0 ? `${taken}; refused: ${refused.join(', ')}.` : `${taken}.` };
  },
};

interface Visit {
  loggedIn: boolean;
  refusal?: ConnectorFault;
}

/** One conversation answers all questions; servers count connections and logins. */
async function visitServer(context: ConnectorContext): Promise<Visit> {
  const { from, to } = smtpForm.read(context.settings).provider_metadata;
  return withMailSession(context, async (session) => {
    const loggedIn = await session.login();
    if (context.effort === 'scheduled') return { loggedIn };
    try {
      await session.proposeEnvelope(from, to);
      return { loggedIn };
    } catch (error) {
      if (error instanceof ConnectorFault) return { loggedIn, refusal: error };
      throw error;
    }
  });
}

const loggedIn: Finding = { verdict: 'pass', message: 'The mail server accepts the user name and the password.' };
const withoutLogin: Finding = {
  verdict: 'warn',
  message: 'No login is given, so none was proven.',
  remedy: 'Enter a user name and a password if the mail server knows logins.',
  field: '/username',
  error_class: 'auth_not_verifiable',
};
/** Naming recipients again and again without a message is what those do who collect addresses. */
const addressesUnasked: Finding = {
  verdict: 'skip',
  message: 'Whether the server takes mail from and to the named addresses is left to full tests.',
};

function identify({ settings }: ConnectorContext, loggedIn: boolean): Finding {
  if (!loggedIn || !settings.username) return { verdict: 'skip', message: 'Without a login, the server knows nobody.' };
  const { hostname } = new URL(settings.base_url);
  const identity = { id: settings.username, name: `${settings.username} at ${hostname}`, kind: 'user' } as const;
  return { verdict: 'pass', message: `Logged in as ${settings.username}.`, identity };
}

/** A server that greets strangers with "try again later" (greylisting) has refused nothing yet. */
function doubtful(refusal: ConnectorFault): Finding {
  if (refusal.errorClass !== 'upstream_5xx') throw refusal;
  return { verdict: 'warn', message: refusal.message, remedy: refusal.remedy, error_class: refusal.errorClass };
}
