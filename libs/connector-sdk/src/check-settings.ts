import { z } from 'zod';
import type { Connector, Settings } from './connector.ts';
import { ConnectorFault } from './connector-fault.ts';
import { checkerOf } from './schema-checker.ts';
import { type Problem, problemsOf } from './schema-problem.ts';

export interface CheckedSettings {
  settings: Settings;
  /** The secret, where one was given or found in what was pasted. */
  secret?: string;
  problems: Problem[];
}

const normalizedShape = z.object({
  settings: z.object({
    base_url: z.string(),
    username: z.string().nullable(),
    base_search: z.string().nullable(),
    model: z.string().nullable(),
    model_config: z.record(z.string(), z.unknown()),
    provider_metadata: z.record(z.string(), z.unknown()),
  }),
  secret: z.string().optional(),
});

/**
 * Fits settings to a connector: normalised, checked against its schemas. Problems carry JSON pointers into the
 * integration's fields and never quote a value. `secret` is true when one is stored that cannot be seen here.
 */
export function checkSettings(connector: Connector, settings: Settings, secret?: string | true): CheckedSettings {
  const given = secret === true ? undefined : secret;
  let fitted: { settings: Settings; secret?: string };
  try {
    fitted = normalizedShape.parse(
      connector.normalize?.(structuredClone(settings), given) ?? { settings, secret: given },
    );
  } catch (error) {
    return { settings, secret: given, problems: [unreadable(error)] };
  }
  const checker = checkerOf(connector);
  const problems: Problem[] = [];
  if (!checker.configuration(present(fitted.settings))) {
    problems.push(...problemsOf(checker.configuration.errors ?? [], connector.configuration));
  }
  const stored = secret === true && fitted.secret === undefined;
  if (!stored && !checker.credentials(present({ password: fitted.secret }))) {
    problems.push(...problemsOf(checker.credentials.errors ?? [], connector.credentials));
  }
  const address = addressProblem(fitted.settings.base_url);
  if (address && !problems.some(({ pointer }) => pointer === address.pointer)) problems.unshift(address);
  return { ...fitted, problems };
}

/** What is null or empty counts as not filled in, so that `required` in a schema means what people expect. */
function present(fields: object): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return Object.fromEntries(entries.map(([name, value]) => [name, isPlainObject(value) ? present(value) : value]));
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const schemes = new Set(['http:', 'https:', 'smtp:', 'smtps:']);

function addressProblem(text: string): Problem | undefined {
  const problem = (message: string, missing = false): Problem => ({ pointer: '/base_url', message, missing });
  if (text === '') return problem('The base URL is missing.', true);
  if (!URL.canParse(text))
    return problem('The base URL must be an address with a scheme, such as https://example.com.');
  const url = new URL(text);
  if (!schemes.has(url.protocol) || url.hostname === '')
    return problem('The base URL must begin with https:// or http://.');
  if (url.username || url.password) {
    return problem('The base URL must hold no user name or password; they have fields of their own.');
  }
  return url.hash ? problem('The base URL must hold no fragment (#).') : undefined;
}

function unreadable(error: unknown): Problem {
  if (error instanceof ConnectorFault)
    return { pointer: error.field ?? '/base_url', message: error.message, missing: false };
  return { pointer: '/base_url', message: 'The connector cannot make sense of these settings.', missing: false };
}
