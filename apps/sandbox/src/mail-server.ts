import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { accounts } from './accounts.ts';
import type { KeyPair } from './certificates.ts';
import { same } from './credentials.ts';
import { type ReceivedMail, remember } from './journal.ts';

const { username, password } = accounts.smtp;

/** A mail server that wants STARTTLS and a login, and knows nobody whose name begins with `nobody` or at `refused.example`. */
export function createMailServer(tls: KeyPair, messages: ReceivedMail[]): SMTPServer {
  const server = new SMTPServer({
    name: 'mail.sandbox.example',
    ...tls,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    // Zero would mean half a minute.
    closeTimeout: 1,
    size: 10 * 1024 * 1024,
    onAuth(auth, _session, done) {
      const known = same(auth.username, username) && same(auth.password, password);
      if (known) done(null, { user: username });
      else done(smtpError(535, '5.7.8 Authentication credentials invalid'));
    },
    onRcptTo({ address }, _session, done) {
      const refused = /^nobody\b|@refused\.example$/i.test(address);
      done(refused ? smtpError(550, `5.1.1 <${address}>: Recipient address rejected: User unknown`) : null);
    },
    onData(stream, session, done) {
      text(stream).then((raw) => {
        if (stream.sizeExceeded) return done(smtpError(552, '5.3.4 Message too big'));
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        remember(messages, { from: mailFrom ? mailFrom.address : '', to, raw, at: new Date() });
        done(null);
      }, done);
    },
  });
  // A client that breaks off (an untrusted certificate, say) is what the sandbox is for.
  server.on('error', () => undefined);
  return server;
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
