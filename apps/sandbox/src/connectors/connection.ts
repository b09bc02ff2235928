import {
  type Connector,
  type ConnectorContext,
  checkSettings,
  createContext,
  type Effort,
  type RecordPage,
  type Settings,
  type TestOutcome,
  testToEnd,
} from '@ims/connector-sdk';
import { BoundSecret, Egress, type EgressClient, originOf, parseAllowList } from '@ims/egress';

/** What someone typed in; the rest is empty. */
export type Typed = Partial<Settings> & Pick<Settings, 'base_url'>;

/** Runs connectors as the product does, with a way out that leads to the loopback alone. */
export interface Bench {
  test(connector: Connector, typed: Typed, secret?: string, effort?: Effort): Promise<TestOutcome>;
  context(connector: Connector, typed: Typed, secret?: string, options?: { now?: () => Date }): ConnectorContext;
  pages(
    connector: Connector,
    typed: Typed,
    secret: string | undefined,
    from: { cursor?: string; limit: number },
  ): AsyncIterable<RecordPage>;
  close(): Promise<void>;
}

export function openBench(): Bench {
  const egress = new Egress({ allow: parseAllowList('127.0.0.0/8,localhost') });
  const client: EgressClient = egress.open();
  const context: Bench['context'] = (connector, typed, secret, options = {}) => {
    const { problems, ...fitted } = checkSettings(connector, settingsOf(typed), secret);
    if (problems.length > 0)
      throw new Error(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'));
    const bound = bind(fitted.settings, fitted.secret);
    const { signal } = new AbortController();
    return createContext({ connector, settings: fitted.settings, secret: bound, client, signal, ...options });
  };
  return {
    async test(connector, typed, secret, effort) {
      const { settings, secret: found } = checkSettings(connector, settingsOf(typed), secret);
      return testToEnd({ connector, settings, secret: bind(settings, found), client, effort });
    },
    context,
    pages(connector, typed, secret, from) {
      if (!connector.records) throw new Error(`${connector.provider} has no records.`);
      return connector.records(context(connector, typed, secret), from);
    },
    close: () => egress.close(),
  };
}

export async function readAll(pages: AsyncIterable<RecordPage>): Promise<RecordPage[]> {
  const read: RecordPage[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

function settingsOf(typed: Typed): Settings {
  return { username: null, base_search: null, model: null, model_config: {}, provider_metadata: {}, ...typed };
}

function bind({ base_url }: Settings, secret: string | undefined): BoundSecret | undefined {
  return secret === undefined ? undefined : new BoundSecret(originOf(base_url), secret);
}
