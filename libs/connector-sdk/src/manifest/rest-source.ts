import { z } from 'zod';
import { upstreamOf } from '../answer-parts.ts';
import { tidyBaseUrl } from '../base-url.ts';
import type { CheckSteps, Connector, ConnectorContext, Finding, Identity } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { HttpRequest } from '../connector-http.ts';
import type { JsonSchema } from '../json-schema.ts';
import { textAt, valueAt } from './json-pointer.ts';
import type { RestSourceManifest } from './manifest.ts';
import { authenticateBy, configurationOf, credentialsOf } from './manifest-form.ts';
import { readRecords } from './rest-records.ts';
import { fillPath, fillValues, placeholdersIn } from './template.ts';

export function restConnector(manifest: RestSourceManifest): Connector {
  return {
    provider: manifest.provider,
    type: 'data_source',
    display_name: manifest.display_name,
    description: manifest.description,
    docs_url: manifest.docs_url ?? null,
    version: manifest.version,
    configuration: configurationOf(manifest, searchField(manifest), []),
    credentials: credentialsOf(manifest),
    normalize: (settings, secret) => ({ settings: { ...settings, base_url: tidyBaseUrl(settings.base_url) }, secret }),
    authenticate: (settings, secret) => authenticateBy(manifest.auth, settings, secret),
    check: (context) => checkOf(manifest, context),
    records: (context, from) => readRecords(manifest, context, from),
  };
}

function searchField({ check, list }: RestSourceManifest): Record<string, JsonSchema> {
  const templates = [list.path, ...Object.values(list.query), ...Object.values(check.query)];
  const used = list.search_param || templates.some((one) => placeholdersIn(one).includes('base_search'));
  if (!used) return {};
  const description = 'Narrows the list to what matters, in the words of the system.';
  return { base_search: { type: 'string', title: 'Base search', description, maxLength: 4000 } };
}

function checkOf(manifest: RestSourceManifest, context: ConnectorContext): CheckSteps {
  let identity: Identity;
  return {
    async auth() {
      identity = await whoWeAre(manifest, context);
      if (manifest.auth.scheme === 'none') return { verdict: 'pass', message: 'The system asks for no credentials.' };
      return proveRefusal(manifest, context, identity);
    },
    identity: () => ({ verdict: 'pass', message: `Connected as ${identity.name}.`, identity }),
    async sample() {
      for await (const { records } of readRecords(manifest, context, { limit: 10 })) {
        const [first] = records;
        if (first) return { verdict: 'pass', message: `Records can be read, such as ${first.title ?? first.id}.` };
        break;
      }
      return {
        verdict: 'warn',
        message: 'The list has no records.',
        remedy: 'Check the base search, if there is one.',
      };
    },
  };
}

async function whoWeAre(
  manifest: RestSourceManifest,
  { http, settings }: ConnectorContext,
  credentials?: HttpRequest['credentials'],
): Promise<Identity> {
  const { check } = manifest;
  const values = { settings, fields: manifest.settings };
  const request = { method: check.method, to: fillPath(check.path, values), query: fillValues(check.query, values) };
  const headers = fillValues(manifest.headers, values);
  const answer = await http.json({ ...request, headers, credentials }, z.unknown());
  const id = textAt(answer.data, check.identity.id);
  const name = textAt(answer.data, check.identity.name);
  const expected = check.expect === undefined || valueAt(answer.data, check.expect) !== undefined;
  if (id === null || name === null || !expected) {
    const message = 'The answer does not say who we are, where the manifest expects it.';
    throw new ConnectorFault('unexpected_content', { message, upstream: upstreamOf(answer) });
  }
  return { id, name, kind: 'user' };
}

const inconclusive = new Set(['rate_limited', 'upstream_5xx', 'timeout']);

/**
 * An address that answers anybody proves nothing: the same request without credentials has to be refused. A wrong
 * secret would prove more, but might lock the account.
 */
async function proveRefusal(
  manifest: RestSourceManifest,
  context: ConnectorContext,
  identity: Identity,
): Promise<Finding> {
  let anonymous: Identity;
  try {
    anonymous = await whoWeAre(manifest, context, []);
  } catch (error) {
    if (!(error instanceof ConnectorFault)) throw error;
    if (!inconclusive.has(error.errorClass)) return { verdict: 'pass', message: 'The credentials are accepted.' };
    const message = 'The credentials seem right, but the system did not answer the counter-check without them.';
    return { verdict: 'warn', message, remedy: 'Test again later.' };
  }
  if (anonymous.id !== identity.id) return { verdict: 'pass', message: 'The credentials are accepted.' };
  throw new ConnectorFault('auth_not_verifiable', {
    message: 'The check gets the same answer without credentials, so it proves nothing about them.',
    remedy: 'Let the manifest check an address that needs credentials, or set its scheme to none.',
  });
}
