/**
 * Why a connection does not work: a closed list, so that a person, a dashboard and a program can rely on it. Each has a
 * sentence for a person, what to do about it, and the field at fault where it is always the same one.
 */
export const errorClasses = {
  invalid_config: { message: 'A field is missing or wrong.', remedy: 'Correct the marked field.' },
  dns_failed: {
    message: 'The host name cannot be found.',
    remedy: 'Check the spelling of the host in the base URL.',
    field: '/base_url',
  },
  destination_blocked: {
    message: 'The address is not one that calls may leave for.',
    remedy: 'Use a public address, or ask the operator to allow this one.',
    field: '/base_url',
  },
  connect_refused: {
    message: 'Nothing answers at this address and port.',
    remedy: 'Check the host and the port, and that the system is running.',
    field: '/base_url',
  },
  connect_timeout: {
    message: 'No connection came about in time.',
    remedy: 'Check the host and the port, and that a firewall lets us through.',
    field: '/base_url',
  },
  tls_untrusted: {
    message: 'The certificate of the system is not trusted.',
    remedy: 'Add the certificate authority of the system to this integration, or renew the certificate.',
    field: '/base_url',
  },
  tls_hostname: {
    message: 'The certificate belongs to another host.',
    remedy: 'Use the host name that the certificate was issued for.',
    field: '/base_url',
  },
  proxy_failed: { message: 'The proxy did not let the call through.', remedy: 'Check the proxy of this integration.' },
  redirect_blocked: {
    message: 'The system sends us to another address.',
    remedy: 'Use the address it redirects to as the base URL, if you trust it.',
    field: '/base_url',
  },
  auth_invalid: {
    message: 'The system refuses the credentials.',
    remedy: 'Enter the user name and the secret again.',
    field: '/password',
  },
  auth_expired: {
    message: 'The secret has expired.',
    remedy: 'Create a new one in the system and enter it here.',
    field: '/password',
  },
  auth_scheme_mismatch: {
    message: 'The system expects the secret in another form.',
    remedy: 'Check which kind of token this is and whether a user name belongs to it.',
    field: '/username',
  },
  auth_not_verifiable: {
    message: 'The system answers without looking at the secret.',
    remedy: 'Name a model, so that a real call can prove the secret.',
    field: '/model',
  },
  sso_required: {
    message: 'The organisation wants the token authorised for single sign-on.',
    remedy: 'Authorise the token for the organisation in the system.',
    field: '/password',
  },
  captcha_required: {
    message: 'The system wants a CAPTCHA solved before it lets this account in.',
    remedy: 'Log in once in a browser with this account, then test again.',
    field: '/username',
  },
  permission_missing: {
    message: 'The credentials are right, but may not do this.',
    remedy: 'Give the account or token the permission that is named.',
  },
  not_found_wrong_base_url: {
    message: 'The system does not know this address.',
    remedy: 'Check the path of the base URL.',
    field: '/base_url',
  },
  endpoint_gone: {
    message: 'The system has withdrawn this part of its interface.',
    remedy: 'Check that the system is a version this connector supports.',
    field: '/base_url',
  },
  rate_limited: {
    message: 'The system asks us to slow down.',
    remedy: 'Wait until the named time; the credentials may well be right.',
  },
  upstream_5xx: {
    message: 'The system has a fault of its own.',
    remedy: 'Try again later, or look at the status page of the system.',
  },
  unexpected_content: {
    message: 'The answer is not what this system gives.',
    remedy: 'Check that the base URL is that of the programming interface, not of a web page.',
    field: '/base_url',
  },
  model_not_found: {
    message: 'The system has no such model or deployment.',
    remedy: 'Choose one of the models it offers.',
    field: '/model',
  },
  timeout: { message: 'The answer did not come in time.', remedy: 'Try again; the system may be busy.' },
  secret_unreadable: {
    message: 'The stored secret can no longer be read.',
    remedy: 'Enter the secret again.',
    field: '/password',
  },
} as const satisfies Record<string, { message: string; remedy: string; field?: Field }>;

export type ErrorClass = keyof typeof errorClasses;

/** Where the fault lies, as a JSON pointer into the integration's fields. */
export type Field = `/${string}`;
