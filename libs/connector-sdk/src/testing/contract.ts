import {
  BoundSecret,
  type ClientOptions,
  Egress,
  type EgressClient,
  type EgressRequest,
  originOf,
  parseAllowList,
} from '@ims/egress';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSettings } from '../check-settings.ts';
import { type Connector, type Settings } from '../connector.ts';
import { createScrubber } from '../scrubber.ts';
import type { TestOutcome } from '../stage.ts';
import { type TestOptions, testToEnd } from '../test-connection.ts';
import { type Expected, hostile, limitsFor } from './hostile.ts';
import { schemaTests } from './schema-contract.ts';

/** Members are read when a test runs, never while tests are collected (but for `expected`): getters may name a server. */
export interface ContractOptions {
  /** What a person enters besides the base URL. */
  readonly settings?: Partial<Settings>;
  readonly secret?: string;
  /** Base URL of a server on the loopback that behaves so; null is the one that works as it should. */
  baseUrl(behaviour: string | null): string;
  /** What a test against a behaviour has to end with, beyond or instead of {@link hostile}; null leaves one out. */
  expected?: Record<string, Expected | null>;
  /** Such as the certificate authority of the server. */
  readonly client?: ClientOptions;
}

/**
 * The tests that any connector has to pass, whether built in, from a manifest or a plugin: declares a `describe` of
 * vitest. The server is whatever the caller provides.
 */
export function connectorContract(connector: Connector, options: ContractOptions): void {
  describe(`connector contract: ${connector.provider}`, () => {
    const bench = benchOf(connector, options);
    schemaTests(connector);
    settingsTests(connector, bench);
    secretTests(connector, bench);
    connectionTests(bench, { ...hostile, ...options.expected });
  });
}

interface Bench {
  settings(behaviour?: string | null): Settings;
  secret(): BoundSecret | undefined;
  /** The secret as text; a word that cannot occur by itself when there is none. */
  secretText(): string;
  client(): EgressClient;
  test(behaviour: string | null, more?: Pick<TestOptions, 'effort'> & { client?: EgressClient }): Promise<TestOutcome>;
}

function benchOf(connector: Connector, options: ContractOptions): Bench {
  let egress: Egress;
  let client: EgressClient;
  beforeAll(() => {
    egress = new Egress({ allow: parseAllowList('127.0.0.1,::1,localhost') });
    client = egress.open({ keepAlive: false, ...options.client });
  });
  afterAll(() => egress.close());

  const settings = (behaviour: string | null = null): Settings => ({
    username: null,
    base_search: null,
    model: null,
    model_config: {},
    provider_metadata: {},
    ...options.settings,
    base_url: options.baseUrl(behaviour),
  });
  const boundTo = (baseUrl: string) =>
    options.secret === undefined ? undefined : new BoundSecret(originOf(baseUrl), options.secret);
  return {
    settings,
    secret: () => boundTo(settings().base_url),
    secretText: () => options.secret ?? 'no-secret-at-all',
    client: () => client,
    test(behaviour, more) {
      const given = settings(behaviour);
      const limits = limitsFor(behaviour);
      return testToEnd({ connector, settings: given, secret: boundTo(given.base_url), client, ...limits, ...more });
    },
  };
}

function settingsTests(connector: Connector, bench: Bench): void {
  it('accepts settings that are right', () => {
    expect(checkSettings(connector, bench.settings(), bench.secret() && bench.secretText()).problems).toEqual([]);
  });

  it('normalises settings once and for all, and keeps the origin the secret is for', () => {
    const once = checkSettings(connector, bench.settings(), bench.secretText());
    const twice = checkSettings(connector, once.settings, once.secret);
    expect({ ...twice, problems: [] }).toEqual({ ...once, problems: [] });
    expect(originOf(once.settings.base_url)).toBe(originOf(bench.settings().base_url));
  });

  it('leaves the settings it is given as they are', () => {
    const given = deepFrozen(bench.settings());
    expect(() => connector.normalize?.(given, bench.secretText())).not.toThrow();
    expect(() => connector.authenticate(given, bench.secret())).not.toThrow();
  });
}

function secretTests(connector: Connector, bench: Bench): void {
  it('puts the secret into credentials and nowhere else', async () => {
    const sent: string[] = [];
    await bench.test(null, { client: recording(bench.client(), sent) });
    for (const credential of connector.authenticate(bench.settings(), bench.secret())) {
      sent.push(JSON.stringify(credential));
      expect(credential.secret).toBeInstanceOf(BoundSecret);
      expect(credential.secret.origin).toBe(originOf(bench.settings().base_url));
    }
    if (connector.ai?.headers) sent.push(JSON.stringify(connector.ai.headers(bench.settings())));
    expect(withoutSecret(bench, sent)).toEqual(sent);
  });

  it('survives without a secret', () => {
    expect(() => connector.authenticate(bench.settings(), undefined)).not.toThrow();
  });
}

function connectionTests(bench: Bench, expected: Record<string, Expected | null>): void {
  it('passes the test of a server that works, and says who we are', async () => {
    const outcome = await bench.test(null);
    expect(outcome).toMatchObject({ ok: true, error_class: null });
    expect(outcome.identity).toEqual({ id: expect.any(String), name: expect.any(String), kind: expect.any(String) });
    expect(withoutSecret(bench, outcome)).toEqual(JSON.parse(JSON.stringify(outcome)));
  });

  it('passes a scheduled check of the same server', async () => {
    const outcome = await bench.test(null, { effort: 'scheduled' });
    expect(outcome).toMatchObject({ ok: true, error_class: null });
    expect(outcome.message).toMatch(/\S.*\.$/s);
  });

  const behaviours = Object.entries(expected).filter((entry): entry is [string, Expected] => entry[1] !== null);
  it.each(behaviours)('says of a server that is "%s": %s', async (behaviour, classes) => {
    const outcome = await bench.test(behaviour);
    expect(outcome).toMatchObject({ ok: false, status: 'failing' });
    expect([classes].flat()).toContain(outcome.error_class);
    expect(outcome.message).toMatch(/\S.*\.$/s);
    if (behaviour === 'rate-limited') expect(outcome.retry_at).toBeInstanceOf(Date);
    expect(withoutSecret(bench, outcome)).toEqual(JSON.parse(JSON.stringify(outcome)));
  });
}

/** A client that notes all of a request that is not a credential. */
function recording(client: EgressClient, sent: string[]): EgressClient {
  const note = ({ url, headers, body }: EgressRequest) => {
    sent.push(JSON.stringify({ url: String(url), headers, body }));
  };
  return {
    request(request) {
      note(request);
      return client.request(request);
    },
    prepare(request) {
      note(request);
      return client.prepare(request);
    },
    reach: (...where) => client.reach(...where),
    connect: (...where) => client.connect(...where),
    close: () => client.close(),
  };
}

function withoutSecret(bench: Bench, value: unknown): unknown {
  return JSON.parse(createScrubber(bench.secret()).clean(JSON.stringify(value)));
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFrozen);
  return Object.freeze(value);
}
