import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { EgressError } from './errors.ts';

/** Whom a client trusts: the system's authorities, and a private bundle where one is given. */
export interface Trust {
  /** For TLS that somebody else starts; undefined means Node's own list. */
  ca: string[] | undefined;
  context(): SecureContext | undefined;
}

export function trustOf(bundle: string | undefined): Trust {
  if (bundle === undefined || bundle.trim() === '') return { ca: undefined, context: () => undefined };
  const ca = [...getCACertificates('default'), ...certificatesOf(bundle)];
  let context: SecureContext | undefined;
  return {
    ca,
    // Reading some 150 certificates takes a while: once for a client, and only if it connects.
    context: () => (context ??= createSecureContext({ ca })),
  };
}

function certificatesOf(bundle: string): string[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block).toString());
  } catch (cause) {
    throw new EgressError('invalid_request', 'The CA bundle holds a certificate that cannot be read.', { cause });
  }
  throw new EgressError('invalid_request', 'The CA bundle holds no certificate in PEM format.');
}
