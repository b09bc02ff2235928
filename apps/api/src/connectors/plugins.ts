import type { Connector } from '@ims/connector-sdk';
import { z } from 'zod';
import { ConfigError } from '../platform/config/config.ts';

/** Connectors from packages an operator installed. */
export const PLUGINS = Symbol('connector plugins');

const method = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'must be a function');
const schema = z.record(z.string(), z.unknown());

/** What must be there for the product to start with it; the contract kit checks the rest. */
const pluginShape = z.looseObject({
  provider: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,49}$/),
  type: z.enum(['data_source', 'ai_provider', 'notification']),
  display_name: z.string().min(1),
  description: z.string(),
  docs_url: z.string(),
  version: z.number().int().positive(),
  configuration: schema,
  credentials: schema,
  authenticate: method,
  check: method,
});

/** Loads the packages named in `CONNECTOR_PLUGINS`; each exports a connector as `default` or several as `connectors`. */
export async function loadPlugins(names: string[], taken: (provider: string) => boolean): Promise<Connector[]> {
  const loaded: Connector[] = [];
  for (const name of names) {
    for (const given of exportsOf(await load(name))) {
      const parsed = pluginShape.safeParse(given);
      if (!parsed.success) throw fault(name, `is no connector: ${z.prettifyError(parsed.error)}`);
      const connector = given as Connector;
      if (taken(connector.provider) || loaded.some(({ provider }) => provider === connector.provider))
        throw fault(name, `brings a connector "${connector.provider}", which exists already`);
      loaded.push(connector);
    }
  }
  return loaded;
}

async function load(name: string): Promise<Record<string, unknown>> {
  try {
    return await import(name);
  } catch (error) {
    throw fault(name, `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function exportsOf(module: Record<string, unknown>): unknown[] {
  return Array.isArray(module.connectors) ? module.connectors : [module.default];
}

const fault = (name: string, what: string) => new ConfigError(`CONNECTOR_PLUGINS: the package ${name} ${what}`);
