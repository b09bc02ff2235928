import { z } from 'zod';
import type { CheckSteps, Connector, ConnectorContext, Settings } from '../connector.ts';

export function settingsFor(baseUrl: string, more: Partial<Settings> = {}): Settings {
  return {
    base_url: baseUrl,
    username: null,
    base_search: null,
    model: null,
    model_config: {},
    provider_metadata: {},
    ...more,
  };
}

/** A connector of few words, whose check is what a test makes it. */
export function connectorWith(
  check: (context: ConnectorContext) => CheckSteps,
  more: Partial<Connector> = {},
): Connector {
  return {
    provider: 'plain',
    type: 'data_source',
    display_name: 'Plain',
    description: 'A system of few words.',
    docs_url: null,
    version: 1,
    configuration: {
      type: 'object',
      required: ['base_url'],
      properties: { base_url: { type: 'string', title: 'Base URL', format: 'uri' } },
    },
    credentials: { type: 'object', properties: { password: { type: 'string', title: 'Token' } } },
    authenticate: (_, secret) => (secret ? [{ place: 'bearer', secret }] : []),
    check,
    ...more,
  };
}

/** Asks `/me` who we are, as most systems let one do. */
export function asksMe({ http }: ConnectorContext): CheckSteps {
  let name = '';
  return {
    async auth() {
      name = (await http.json({ to: 'me' }, z.object({ name: z.string() }))).data.name;
      return { verdict: 'pass', message: 'The token is accepted.' };
    },
    identity: () => ({ verdict: 'pass', message: `This is ${name}.`, identity: { id: name, name, kind: 'user' } }),
  };
}
