import { ConnectorFault, type ErrorClass, type FaultDetails } from '@ims/connector-sdk';
import type { SMTPError } from 'nodemailer/lib/smtp-connection';

const hostnameCodes = ['ERR_TLS_CERT_ALTNAME_INVALID'];
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_|ISSUER/;

/** What a mail server's refusal, or the lack of an answer, means. The words of the server are read, never repeated. */
export function faultOfMail(error: SMTPError): ConnectorFault {
  const [errorClass, details] = classify(error);
  const upstream = error.responseCode ? { status: error.responseCode, request_id: null } : undefined;
  // Not the error as the cause: it quotes the server, which quotes what it was sent.
  return new ConnectorFault(errorClass, { upstream, ...details });
}

type Classified = [ErrorClass, FaultDetails?];

function classify(error: SMTPError): Classified {
  const status = error.responseCode ?? 0;
  const system = error.originalCode ?? '';
  if (hostnameCodes.includes(system)) return ['tls_hostname'];
  if (certificateCodes.test(system)) return ['tls_untrusted'];
  if (error.code === 'ETIMEDOUT') return ['timeout'];
  if (error.code === 'EAUTH') return ofLogin(status, error.response ?? '');
  if (error.code === 'ETLS' || system.startsWith('ERR_SSL')) return ofTls(status);
  if (status === 421 || (status === 0 && ['ECONNECTION', 'ESOCKET'].includes(error.code ?? ''))) {
    return ['upstream_5xx', { message: 'The mail server closed the connection.' }];
  }
  if (error.code === 'EPROTOCOL' || status === 0) {
    const remedy = 'Check the host and the port: usually 587, or 465 with smtps://.';
    return ['unexpected_content', { message: 'What answers is not a mail server, or one with a fault.', remedy }];
  }
  if (status < 500) return ['upstream_5xx', { message: 'The mail server asks to try again later.' }];
  if (status === 530) return ['auth_invalid', { message: 'The mail server wants a login first.', field: '/username' }];
  return ofEnvelope(error);
}

function ofLogin(status: number, words: string): Classified {
  if (/application.specific password/i.test(words)) {
    const remedy = 'Create an application password for this account and enter it here.';
    return ['auth_invalid', { message: 'The account needs a password of its own for mail programs.', remedy }];
  }
  if (/basic authentication is disabled|SmtpClientAuthentication is disabled/i.test(words)) {
    const message = 'The mail server does not let this account log in with a password.';
    return [
      'auth_scheme_mismatch',
      { message, remedy: 'Allow authenticated SMTP for the account.', field: '/username' },
    ];
  }
  if (/expired/i.test(words)) return ['auth_expired'];
  if (status === 454 || status === 421) return ['rate_limited', { message: 'The mail server refuses logins for now.' }];
  if (status === 500 || status === 502 || status === 503 || status === 504) return ['auth_scheme_mismatch', noLogin];
  return ['auth_invalid', { message: 'The mail server refuses the user name or the password.' }];
}

/** The server takes mail without a login, or wants one that is not by password. */
export const noLogin: FaultDetails = {
  message: 'The mail server offers no login with a password.',
  remedy: 'Leave user name and password empty if it takes mail without a login; otherwise check host and port.',
  field: '/username',
};

function ofTls(status: number): Classified {
  if (status) {
    const remedy = 'Use smtps:// with the TLS port of the server (usually 465), or let the server offer STARTTLS.';
    return ['invalid_config', { message: 'The mail server does not offer STARTTLS.', remedy, field: '/base_url' }];
  }
  const remedy = 'Use smtps:// only with a port that speaks TLS from the start (usually 465), and smtp:// with others.';
  return ['invalid_config', { message: 'No TLS connection comes about at this port.', remedy, field: '/base_url' }];
}

function ofEnvelope({ command, response = '' }: SMTPError): Classified {
  if (command === 'MAIL FROM') {
    const remedy = 'Use an address that this account may send from.';
    return [
      'invalid_config',
      { message: 'The mail server refuses the sender.', remedy, field: '/provider_metadata/from' },
    ];
  }
  if (command === 'RCPT TO') {
    if (/relay/i.test(response)) {
      const remedy = 'Log in with an account that may send to other domains.';
      return ['permission_missing', { message: 'The mail server sends no mail to other domains for us.', remedy }];
    }
    const remedy = 'Correct the address of the recipient.';
    return [
      'invalid_config',
      { message: 'The mail server refuses a recipient.', remedy, field: '/provider_metadata/to' },
    ];
  }
  return [
    'permission_missing',
    { message: 'The mail server refuses the message.', remedy: 'Ask its administrator why.' },
  ];
}
