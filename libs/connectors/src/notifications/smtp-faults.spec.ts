import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import { expect, it } from 'vitest';
import { faultOfMail } from './smtp-faults.ts';

function error(details: Partial<SMTPError>): SMTPError {
  return Object.assign(new Error('AUTH PLAIN c2VjcmV0 refused'), details);
}

it.each([
  [{ code: 'EAUTH', responseCode: 535, response: '535 5.7.8 Error' }, 'auth_invalid', '/password'],
  [
    { code: 'EAUTH', responseCode: 534, response: '534-5.7.9 Application-specific password required' },
    'auth_invalid',
    '/password',
  ],
  [
    { code: 'EAUTH', responseCode: 535, response: '535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.' },
    'auth_scheme_mismatch',
    '/username',
  ],
  [{ code: 'EAUTH', responseCode: 535, response: '535 5.7.8 password expired' }, 'auth_expired', '/password'],
  [{ code: 'EAUTH', responseCode: 454, response: '454 4.7.0 Too many login attempts' }, 'rate_limited', undefined],
  [
    { code: 'EAUTH', responseCode: 503, response: '503 AUTH command not implemented' },
    'auth_scheme_mismatch',
    '/username',
  ],
  [{ code: 'ESOCKET', originalCode: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'tls_untrusted', '/base_url'],
  [{ code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, 'tls_untrusted', '/base_url'],
  [{ code: 'ESOCKET', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'tls_hostname', '/base_url'],
  [{ code: 'ESOCKET', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'invalid_config', '/base_url'],
  [
    { code: 'ETLS', responseCode: 502, response: '502 not implemented', command: 'STARTTLS' },
    'invalid_config',
    '/base_url',
  ],
  [{ code: 'ETIMEDOUT' }, 'timeout', undefined],
  [{ code: 'ECONNECTION' }, 'upstream_5xx', undefined],
  [{ code: 'ESOCKET', originalCode: 'ECONNRESET' }, 'upstream_5xx', undefined],
  [{ code: 'EPROTOCOL', response: 'HTTP/1.1 400 Bad Request' }, 'unexpected_content', '/base_url'],
  [
    { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 530, response: '530 Authentication required' },
    'auth_invalid',
    '/username',
  ],
  [
    { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 553, response: '553 sender not owned' },
    'invalid_config',
    '/provider_metadata/from',
  ],
  [
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 user unknown' },
    'invalid_config',
    '/provider_metadata/to',
  ],
  [
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 554, response: '554 5.7.1 Relay access denied' },
    'permission_missing',
    undefined,
  ],
  [
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450, response: '450 4.2.0 Greylisted' },
    'upstream_5xx',
    undefined,
  ],
  [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554, response: '554 spam' }, 'permission_missing', undefined],
  [{ code: 'EMESSAGE', command: 'DATA', responseCode: 421, response: '421 closing' }, 'upstream_5xx', undefined],
])('takes %j for %s', (details, errorClass, field) => {
  const fault = faultOfMail(error(details));
  expect(fault).toMatchObject({ errorClass, field });
  expect(`${fault.message} ${fault.remedy} ${fault.cause}`).not.toContain('c2VjcmV0');
});
