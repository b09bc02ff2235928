import { isUtf8 } from 'node:buffer';
import type { Operation } from '../usage/index.ts';
import { invalidRequest } from './gateway-error.ts';
import { type Members, membersOf } from './json-members.ts';

/** What a client asks, as far as the gateway has to know. The text goes on as it came, but for a few members. */
export interface AiRequest {
  operation: Operation;
  /** As the client wrote it. */
  model: string;
  isStream: boolean;
  /** The client wants the chunk with the usage of a stream. */
  wantsUsage: boolean;
  /** The most tokens the answer may have; undefined when the client does not say. */
  maxOutput: number | undefined;
  /** How many answers it wants. */
  choices: number;
  text: string;
  bytes: number;
  members: Members;
}

interface Body {
  model?: unknown;
  stream?: unknown;
  stream_options?: unknown;
  max_tokens?: unknown;
  max_completion_tokens?: unknown;
  max_output_tokens?: unknown;
  n?: unknown;
}

/** It stands in a header of the answer. */
const LONGEST_MODEL = 300;

/** Reads a body. Throws a `GatewayError` that says what to correct. */
export function readRequest(operation: Operation, bytes: Buffer): AiRequest {
  if (!isUtf8(bytes)) throw invalidRequest('The body is not UTF-8 text. Send JSON in UTF-8.');
  const text = bytes.toString();
  const body = parsed(text);
  const members = membersOf(text);
  const { model, stream, n } = body;
  if (typeof model !== 'string' || model.trim() === '')
    throw invalidRequest(
      'Name a model: the provider of an integration, provider/model, or an alias. GET /v1/models lists them.',
      {
        param: 'model',
        code: 'missing_model',
      },
    );
  if (model.length > LONGEST_MODEL || !model.isWellFormed())
    throw invalidRequest(`model must be text of at most ${LONGEST_MODEL} characters.`, { param: 'model' });
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean')
    throw invalidRequest('stream must be true or false.', { param: 'stream' });
  return {
    operation,
    model: model.trim(),
    isStream: stream === true && operation !== 'embeddings',
    wantsUsage: asksForUsage(body.stream_options),
    maxOutput: whole(body.max_completion_tokens) ?? whole(body.max_output_tokens) ?? whole(body.max_tokens),
    choices: whole(n) ?? 1,
    text,
    bytes: bytes.length,
    members,
  };
}

function parsed(text: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The parser would quote the body.
    throw invalidRequest('The body is not valid JSON.', { code: 'invalid_json' });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidRequest('The body must be a JSON object.', { code: 'invalid_json' });
  return body;
}

const asksForUsage = (options: unknown) =>
  typeof options === 'object' && options !== null && 'include_usage' in options && options.include_usage === true;

const whole = (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 100_000_000 ? value : undefined;

/** The body as a provider gets it: the model as it is called there, its defaults where the client says nothing. */
export function bodyFor(
  request: AiRequest,
  modelName: string,
  defaults: readonly Default[],
  asksForUsage = true,
): string {
  const { operation, members, text } = request;
  const changes = new Map<string, string>();
  const named = JSON.stringify(modelName);
  if (members.value(text, 'model') !== named) changes.set('model', named);
  for (const { name, value, synonyms } of defaults) {
    if (!synonyms.some((other) => members.has(other))) changes.set(name, value);
  }
  if (asksForUsage && request.isStream && operation === 'chat' && !request.wantsUsage)
    changes.set('stream_options', withUsage(text, members));
  return members.edit(text, changes);
}

/** Members of a stream's options stay; only that the usage is wanted is added, since it cannot be priced otherwise. */
function withUsage(text: string, members: Members): string {
  const given = members.value(text, 'stream_options');
  const options: unknown = given === undefined ? undefined : JSON.parse(given);
  return JSON.stringify({ ...(typeof options === 'object' && options), include_usage: true });
}

/** A member that a body gets where the client sends neither it nor one that says the same. */
export interface Default {
  name: string;
  /** As JSON. */
  value: string;
  /** Its own name included. */
  synonyms: readonly string[];
}

/** The settings of an integration are written for chat; the other operations take those they know. */
export function defaultsFor(operation: Operation, config: Record<string, unknown>): Default[] {
  return Object.entries(config).flatMap(([given, value]) => {
    const isKnown = operation === 'embeddings' ? ofEmbeddings.has(given) : !ofEmbeddingsOnly.has(given);
    if (!isKnown || reserved.has(given)) return [];
    const isLimit = limits.includes(given);
    const name = isLimit && operation === 'responses' ? 'max_output_tokens' : given;
    return { name, value: JSON.stringify(value), synonyms: isLimit ? limits : [name] };
  });
}

const limits = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];
const ofEmbeddingsOnly = new Set(['dimensions', 'encoding_format']);
const ofEmbeddings = new Set([...ofEmbeddingsOnly, 'user']);
/** What a call itself has to say. */
const reserved = new Set(['model', 'messages', 'input', 'stream', 'stream_options', 'prompt']);
