import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ConnectorContext, ModelInfo } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { HttpAnswer, HttpRequest } from '../connector-http.ts';
import { upstreamOf } from '../general-faults.ts';
import type { OpenAiManifest } from './manifest.ts';
import { authenticateBy } from './manifest-form.ts';
import { fillPath, fillValues } from './template.ts';

const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1), owned_by: z.string().nullish() })) });
const chatAnswer = z.object({ choices: z.array(z.unknown()).min(1) });
const embeddingsAnswer = z.object({ data: z.array(z.object({ embedding: z.unknown() })).min(1) });
const refusal = z.object({ error: z.object({ code: z.unknown(), message: z.string().catch('') }).partial() });

/** The models a provider lists. `credentials` replaces its own, for a counter-check. */
export async function listModels(
  manifest: OpenAiManifest,
  context: ConnectorContext,
  credentials?: HttpRequest['credentials'],
): Promise<ModelInfo[]> {
  const { http, settings } = context;
  const values = { settings, fields: manifest.settings };
  const to = fillPath(manifest.paths.models ?? '', values);
  const answer = await http.json({ to, headers: fillValues(manifest.headers, values), credentials }, modelList);
  return answer.data.data.map(({ id, owned_by }) => ({ id, owned_by: owned_by ?? null }));
}

/** Credentials with a key that nobody was given. */
export function bogusCredentials(
  { auth }: OpenAiManifest,
  { settings, secret }: ConnectorContext,
): HttpRequest['credentials'] {
  return authenticateBy(auth, settings, secret?.sibling(`not-a-key-${randomUUID()}`));
}

/** Makes the smallest call there is with a model. Throws `model_not_found` when the provider has no such model. */
export async function callModel(manifest: OpenAiManifest, context: ConnectorContext, model: string): Promise<void> {
  const { chat, embeddings } = manifest.paths;
  if (chat === null) {
    await post(manifest, context, embeddings ?? '', { model, input: 'ping' }, embeddingsAnswer);
    return;
  }
  const body = { model, messages: [{ role: 'user', content: 'ping' }] };
  let refused = false;
  try {
    // 16, as reasoning models refuse less.
    await post(manifest, context, chat, { ...body, max_completion_tokens: 16 }, chatAnswer, (answer) => {
      refused = refusesParameter(answer);
    });
  } catch (error) {
    if (!refused) throw error;
    // Older servers know the limit by its older name only.
    await post(manifest, context, chat, { ...body, max_tokens: 16 }, chatAnswer);
  }
}

async function post(
  manifest: OpenAiManifest,
  { http, settings }: ConnectorContext,
  path: string,
  json: { model: string; [name: string]: unknown },
  shape: z.ZodType,
  look?: (answer: HttpAnswer) => void,
): Promise<void> {
  const values = { settings, fields: manifest.settings, model: json.model };
  const explain = (answer: HttpAnswer) => {
    look?.(answer);
    return modelFault(answer);
  };
  const headers = fillValues(manifest.headers, values);
  await http.json({ method: 'POST', to: fillPath(path, values), headers, json, explain }, shape);
}

function refusesParameter(answer: HttpAnswer): boolean {
  const { code, message = '' } = refusalIn(answer);
  return answer.status >= 400 && (code === 'unsupported_parameter' || message.includes('max_completion_tokens'));
}

const unknownModel = new Set<unknown>(['model_not_found', 'DeploymentNotFound']);

function modelFault(answer: HttpAnswer): ConnectorFault | undefined {
  const { code, message = '' } = refusalIn(answer);
  const unknown = unknownModel.has(code) || (answer.status === 404 && /\bmodel\b/i.test(message));
  if (answer.status < 400 || !unknown) return undefined;
  return new ConnectorFault('model_not_found', { upstream: upstreamOf(answer) });
}

function refusalIn(answer: HttpAnswer): { code?: unknown; message?: string } {
  try {
    return refusal.parse(JSON.parse(answer.text)).error;
  } catch {
    return {};
  }
}
