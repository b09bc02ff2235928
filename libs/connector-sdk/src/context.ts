import type { BoundSecret, EgressClient } from '@ims/egress';
import type { Connector, ConnectorContext, Effort, Settings } from './connector.ts';
import { faultOfEgress } from './general-faults.ts';
import { httpOverEgress, type Patience } from './http-over-egress.ts';
import { createScrubber, type Scrubber } from './scrubber.ts';

export interface ContextOptions {
  connector: Connector;
  settings: Settings;
  secret?: BoundSecret;
  client: EgressClient;
  signal: AbortSignal;
  now?: () => Date;
  /** Waits where the system asks us to slow down; absent means that a rate limit is a fault at once. */
  patience?: Patience;
  /** `full` unless told. */
  effort?: Effort;
}

/** What a connector needs to serve one integration: its settings, and a way out that sends its credentials. */
export function createContext(options: ContextOptions): ConnectorContext {
  return contextWith({ ...options, signal: () => options.signal, scrubber: createScrubber(options.secret) });
}

/** A context whose signal changes from step to step, and whose secrets the caller learns. */
export function contextWith(
  options: Omit<ContextOptions, 'signal'> & { signal(): AbortSignal; scrubber: Scrubber },
): ConnectorContext {
  const {
    connector,
    settings,
    secret,
    client,
    signal,
    scrubber,
    patience,
    effort = 'full',
    now = () => new Date(),
  } = options;
  return {
    settings,
    secret,
    http: httpOverEgress({
      client,
      baseUrl: settings.base_url,
      credentials: () => connector.authenticate(settings, secret),
      signal,
      now,
      scrubber,
      patience,
    }),
    async connect() {
      try {
        return await client.connect(settings.base_url, signal());
      } catch (error) {
        throw faultOfEgress(error);
      }
    },
    get signal() {
      return signal();
    },
    now,
    effort,
  };
}
