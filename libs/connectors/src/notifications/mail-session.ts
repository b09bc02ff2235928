import { type ConnectorContext, ConnectorFault } from '@ims/connector-sdk';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import { faultOfMail, noLogin } from './smtp-faults.ts';
import { type SmtpSettings, smtpForm } from './smtp-settings.ts';

/** A conversation with a mail server, after the greeting and TLS. Each step throws a {@link ConnectorFault} when it fails. */
export interface MailSession {
  /** Returns false when no user name is given, so that there was nothing to log in with. */
  login(): Promise<boolean>;
  /** Asks whether the server takes mail from one to others, and takes the question back. */
  proposeEnvelope(from: string, to: readonly string[]): Promise<void>;
  /** Returns the recipients that were refused; when all were, it throws. */
  send(from: string, to: readonly string[], message: Buffer): Promise<string[]>;
}

/** Opens a session over a socket of the egress, and closes it whatever happens. */
export async function withMailSession<T>(
  context: ConnectorContext,
  use: (session: MailSession) => Promise<T>,
): Promise<T> {
  const settings = smtpForm.read(context.settings);
  const smtp = await openConnection(context, settings);
  const { step, end } = stepper(smtp, context.signal);
  try {
    await step<void>((done) => smtp.connect((error) => done(error ?? null)));
    return await use(sessionOver(smtp, step, context, settings));
  } finally {
    end();
    smtp.close();
  }
}

async function openConnection(context: ConnectorContext, settings: SmtpSettings): Promise<SMTPConnection> {
  const secure = new URL(settings.base_url).protocol === 'smtps:';
  const plain = !secure && settings.provider_metadata.security === 'none';
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const { socket, servername, ca, allowedByOperator } = await context.connect();
  if (plain && !allowedByOperator) {
    socket.destroy();
    const message = 'Without encryption, mail goes only to servers that the operator has allowed.';
    const remedy = 'Require TLS, or ask the operator to allow this server.';
    throw new ConnectorFault('invalid_config', { message, remedy, field: '/provider_metadata/security' });
  }
  return new SMTPConnection({
    connection: socket,
    host: servername,
    secure,
    requireTLS: !plain,
    ignoreTLS: plain,
    tls: { ca, minVersion: 'TLSv1.2' },
    greetingTimeout: 10_000,
    socketTimeout: 15_000,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
  });
}

type Done<T> = (error: SMTPError | null, result?: T) => void;
type Step = <T>(start: (done: Done<T>) => void) => Promise<T>;

/** Turns callbacks into promises that also end when the connection breaks or the caller goes away. */
function stepper(smtp: SMTPConnection, signal: AbortSignal): { step: Step; end(): void } {
  const broken = Promise.withResolvers<never>();
  // Between two steps nobody waits for it; the next step learns of it.
  broken.promise.catch(() => undefined);
  const onAbort = () => broken.reject(new ConnectorFault('timeout', { cause: signal.reason }));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  smtp.on('error', (error) => broken.reject(faultOfMail(error)));
  return {
    step<T>(start: (done: Done<T>) => void) {
      const answer = new Promise<T>((resolve, reject) => {
        start((error, result) => (error ? reject(faultOfMail(error)) : resolve(result as T)));
      });
      return Promise.race([answer, broken.promise]);
    },
    end: () => signal.removeEventListener('abort', onAbort),
  };
}

function sessionOver(
  smtp: SMTPConnection,
  step: Step,
  context: ConnectorContext,
  { username }: SmtpSettings,
): MailSession {
  return {
    async login() {
      if (!username && !context.secret) return false;
      if (!username || !context.secret) throw halfALogin(username ? '/password' : '/username');
      // A server that offers no login would otherwise be let off without one.
      if (!smtp.allowsAuth) throw new ConnectorFault('auth_scheme_mismatch', noLogin);
      const pass = context.secret.revealTo(context.settings.base_url);
      await step((done) => smtp.login({ user: username, pass }, done));
      return true;
    },
    async proposeEnvelope(from, to) {
      const commands = [{ name: 'MAIL FROM', text: `MAIL FROM:<${from}>` }].concat(
        to.map((address) => ({ name: 'RCPT TO', text: `RCPT TO:<${address}>` })),
      );
      for (const { name, text } of commands) await command(smtp, step, name, text);
      await step((done) => smtp.reset(done));
    },
    async send(from, to, message) {
      const { rejected } = await step<{ rejected: string[] }>((done) =>
        smtp.send({ from, to: [...to], size: message.length }, message, done),
      );
      return rejected;
    },
  };
}

/** One command of our own. A login method of our own is the only door that the library leaves open for it. */
async function command(smtp: SMTPConnection, step: Step, name: string, text: string): Promise<void> {
  const { status, response } = await step<{ status: number; response: string }>((done) => {
    smtp.customAuth.set('COMMAND', ({ sendCommand }) => sendCommand(text, done));
    smtp.login({ method: 'COMMAND' }, () => undefined);
  });
  if (status >= 200 && status < 300) return;
  throw faultOfMail(
    Object.assign(new Error(name), { code: 'EENVELOPE', command: name, response, responseCode: status }),
  );
}

function halfALogin(field: '/username' | '/password'): ConnectorFault {
  const missing = field === '/username' ? 'user name' : 'password';
  const message = `A login needs a user name and a password; the ${missing} is missing.`;
  return new ConnectorFault('invalid_config', { message, field });
}
