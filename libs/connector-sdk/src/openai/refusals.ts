import { z } from 'zod';
import { bodyAs, upstreamOf } from '../answer-parts.ts';
import { ConnectorFault, type FaultDetails } from '../connector-fault.ts';
import type { HttpAnswer } from '../connector-http.ts';
import type { ErrorClass } from '../error-class.ts';
import type { RefusalFields } from './dialect.ts';

/** What an OpenAI-compatible system says about a refusal. Its words may repeat the key: they are read, never shown. */
export interface Refusal {
  code: string;
  param: string;
  words: string;
}

const text = z.union([z.string(), z.number().transform(String)]).catch('');
const envelope = z.object({ code: text, param: text, type: text, message: text });
const body = z.object({
  error: z
    .union([envelope, z.string().transform((message) => ({ code: '', param: '', type: '', message }))])
    .optional(),
  message: text,
  detail: text,
});

/** Reads the error envelope of OpenAI and the variants that Azure and gateways have of it. */
export function readRefusal(answer: HttpAnswer): Refusal {
  const read = bodyAs(answer, body);
  if (!read) return { code: '', param: '', words: '' };
  const { error, message, detail } = read;
  return {
    code: (error?.code || error?.type || '').toLowerCase(),
    param: error?.param ?? '',
    words: (error?.message || message || detail).toLowerCase(),
  };
}

interface Rule {
  statuses: number[];
  tells: RegExp;
  errorClass: ErrorClass;
  details?: (fields: RefusalFields) => FaultDetails;
}

const billing: FaultDetails = {
  message: 'The account of this key has no credit left or has reached its spending limit.',
  remedy: 'Add credit or raise the limit in the billing settings of the provider; waiting does not help.',
};

/** First match counts. `tells` is tried on "code words". */
const rules: Rule[] = [
  {
    statuses: [401, 403],
    tells: /missing.scopes?|insufficient permissions/,
    errorClass: 'permission_missing',
    details: () => ({
      message: 'The key is restricted and may not do this.',
      remedy: 'Give the key the permissions to list models and to call them.',
    }),
  },
  { statuses: [401, 403], tells: /(?<!or (?:have|has) )expired/, errorClass: 'auth_expired' },
  {
    statuses: [401, 403],
    tells: /mismatched_(organization|project)|invalid_(organization|project)|no such organization/,
    errorClass: 'invalid_config',
    details: ({ organization }) => ({
      message: 'The key does not belong to the named organization or project.',
      remedy: 'Leave the organization and the project empty, or name those of the key.',
      field: organization,
    }),
  },
  {
    statuses: [401, 403],
    tells: /authenticationtypedisabled|key.based authentication is disabled/,
    errorClass: 'auth_scheme_mismatch',
    details: () => ({
      message: 'The resource has keys switched off.',
      remedy: 'Allow API keys for the resource in its settings.',
      field: '/password',
    }),
  },
  {
    statuses: [401],
    tells:
      /didn't provide an api key|no api key|missing.*(bearer|authorization|key)|(authorization|key) (header )?is missing/,
    errorClass: 'auth_scheme_mismatch',
    details: () => ({
      message: 'The system does not find the key where it looks for it.',
      remedy: 'Check how this system wants its key: as a bearer token, in a header of its own, or in the query.',
      field: '/password',
    }),
  },
  {
    statuses: [403],
    tells: /virtual network|firewall|public access is disabled/,
    errorClass: 'permission_missing',
    details: () => ({
      message: 'The network rules of the resource keep us out.',
      remedy: 'Let the address of this product in, in the network settings of the resource.',
    }),
  },
  {
    statuses: [403],
    tells: /unsupported_country/,
    errorClass: 'permission_missing',
    details: () => ({ message: 'The provider does not serve the country that calls come from.' }),
  },
  {
    statuses: [402, 429],
    tells: /insufficient_quota|billing|insufficient (balance|credits?)|exceeded your current quota/,
    errorClass: 'rate_limited',
    details: () => billing,
  },
  { statuses: [402], tells: /./, errorClass: 'rate_limited', details: () => billing },
  {
    statuses: [400, 404],
    tells: /api.version/,
    errorClass: 'invalid_config',
    details: () => ({
      message: 'The resource does not know this API version.',
      remedy: 'Use a version such as 2024-10-21.',
      field: '/provider_metadata/api_version',
    }),
  },
  {
    statuses: [404],
    tells: /deploymentnotfound|deployment .*does not exist/,
    errorClass: 'model_not_found',
    details: ({ model }) => ({
      message: 'The resource has no deployment of this name.',
      remedy: 'Use the name of a deployment, which need not be that of its model; a new one takes about five minutes.',
      field: model,
    }),
  },
  {
    statuses: [400, 403, 404, 422],
    tells:
      /model_not_found|invalid_model|invalid model|unknown model|no such model|model\b.*(does not exist|not found|not exist)/,
    errorClass: 'model_not_found',
    details: ({ model }) => ({ field: model }),
  },
];

/** Turns a refusal in the words of OpenAI, Azure or a gateway into a fault; undefined leaves it to the general rules. */
export function explainRefusal(answer: HttpAnswer, fields: RefusalFields): ConnectorFault | undefined {
  const { code, words } = readRefusal(answer);
  const said = `${code} ${words}`;
  const rule = rules.find(({ statuses, tells }) => statuses.includes(answer.status) && tells.test(said));
  return rule && new ConnectorFault(rule.errorClass, { upstream: upstreamOf(answer), ...rule.details?.(fields) });
}

/** The system wants the limit of an answer under its older name. */
export function wantsMaxTokens({ code, param, words }: Refusal): boolean {
  const known = /unsupported_parameter|unrecognized|unrecognised|unsupported|unknown|extra|not permitted|unexpected/;
  return (
    param === 'max_completion_tokens' || (words.includes('max_completion_tokens') && known.test(`${code} ${words}`))
  );
}

/** The model exists, but this operation is not one of its own. */
export function wrongOperation({ code, words }: Refusal): boolean {
  return /operationnotsupported|not a chat model|does not support (chat|embedding)|not allowed to generate embeddings|operation does not work|only supported in v1\/|not supported in the v1\//.test(
    `${code} ${words}`,
  );
}
