import type { TestOptions } from '@ims/connector-sdk';
import { limitsFor } from '@ims/connector-sdk/hostile';
import type { ClientOptions } from '@ims/egress';
import { type BehaviourName, behaviours } from '../behaviours.ts';
import { baseUrlOf, type Case, type Ending, endingsOf, type Place } from '../connectors/cases.ts';

/** One way in which a system, or the way to it, may be. */
export interface Scene {
  name: string;
  /** How the test of a case has to end here; null where the scene cannot be set for it. */
  endings(one: Case): readonly Ending[] | null;
  baseUrl(one: Case, place: Place): string;
  client?(one: Case, place: Place): ClientOptions;
  /** Where the secret was entered for, when that is not the base URL. */
  secretOrigin?: string;
  limits: Pick<TestOptions, 'stepMs' | 'totalMs'>;
}

/** A name that {@link import('./run.ts').openWay} does not find, though the policy has nothing against it. */
export const missingHost = 'nowhere.test';

/** The way to a system, good and bad. `refusedPort` is one where nobody listens. */
export function scenesOnTheWay(refusedPort: number): Scene[] {
  const limits = limitsFor(null);
  const all = (ending: Ending) => () => [ending];
  // The mail server begins without TLS, and has a good certificate only.
  const overTls = (ending: Ending) => (one: Case) => (one.path === undefined ? null : [ending]);
  const trusting = (_: Case, { tls: { ca } }: Place): ClientOptions => ({ ca });
  const overTlsAt = (key: 'url' | 'wrongHostUrl' | 'untrustedUrl' | 'expiredUrl') => ({
    baseUrl: (one: Case, { tls }: Place) => `${tls[key]}${one.path}`,
    client: trusting,
    limits,
  });
  const elsewhere = (host: string) => ({ baseUrl: (one: Case, place: Place) => movedTo(host, one, place), limits });
  return [
    { name: 'works', endings: all('healthy'), baseUrl: baseUrlOf, limits },
    { name: 'TLS', endings: overTls('healthy'), ...overTlsAt('url') },
    { name: 'TLS wrong host', endings: overTls('tls_hostname'), ...overTlsAt('wrongHostUrl') },
    { name: 'TLS untrusted', endings: overTls('tls_untrusted'), ...overTlsAt('untrustedUrl') },
    { name: 'TLS expired', endings: overTls('tls_untrusted'), ...overTlsAt('expiredUrl') },
    { name: 'no such host', endings: all('dns_failed'), ...elsewhere(missingHost) },
    { name: 'port refused', endings: all('connect_refused'), ...elsewhere(`127.0.0.1:${refusedPort}`) },
    { name: 'private address', endings: all('destination_blocked'), ...elsewhere('10.1.2.3') },
    { name: 'metadata address', endings: all('destination_blocked'), ...elsewhere('169.254.169.254') },
    {
      name: 'secret of elsewhere',
      endings: all('invalid_config'),
      baseUrl: baseUrlOf,
      secretOrigin: 'https://elsewhere.test',
      limits,
    },
  ];
}

/** A scene for each behaviour of the sandbox. */
export const scenesOfBehaviour: Scene[] = (Object.keys(behaviours) as BehaviourName[]).map((behaviour) => ({
  name: behaviour,
  endings: (one) => endingsOf(one, behaviour),
  baseUrl: (one, place) => baseUrlOf(one, place, behaviour),
  limits: limitsFor(behaviour),
}));

function movedTo(host: string, one: Case, place: Place): string {
  const { protocol, host: here } = new URL(baseUrlOf(one, place));
  return baseUrlOf(one, place).replace(`${protocol}//${here}`, `${protocol}//${host}`);
}
