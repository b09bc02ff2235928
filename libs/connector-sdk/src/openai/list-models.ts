import { z } from 'zod';
import { upstreamOf } from '../answer-parts.ts';
import type { ConnectorContext, ModelInfo } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { HttpAnswer, HttpRequest } from '../connector-http.ts';
import type { Dialect } from './dialect.ts';
import { explainRefusal } from './refusals.ts';

/** The list, or why there is none although the system may still answer calls. */
export type ModelList =
  | { request: HttpRequest; models: ModelInfo[]; headers: HttpAnswer['headers'] }
  | { request?: HttpRequest; models?: undefined; refusal: ConnectorFault };

const model = z.looseObject({ id: z.string().min(1), owned_by: z.string().nullish().catch(null) });
// Most systems answer `{data}` as OpenAI does; some the bare list.
const modelList = z.union([z.looseObject({ data: z.array(model) }).transform(({ data }) => data), z.array(model)]);

/** Asks for the models. Throws what is wrong with the connection; that only the list is refused is part of the result. */
export async function listModels(dialect: Dialect, context: ConnectorContext): Promise<ModelList> {
  const to = dialect.modelsUrl(context.settings);
  if (!to) {
    const message = 'The system offers no list of models.';
    return { refusal: new ConnectorFault('auth_not_verifiable', { message }) };
  }
  const request: HttpRequest = { to, headers: dialect.headers?.(context.settings) };
  const explain: HttpRequest['explain'] = (answer) => explainRefusal(answer, dialect.fields) ?? explainNoList(answer);
  try {
    const { data, headers } = await context.http.json({ ...request, explain }, modelList);
    return { request, headers, models: data.map(({ id, owned_by }) => ({ id, owned_by: owned_by ?? null })) };
  } catch (error) {
    if (isFault(error, 'permission_missing', 'not_found_wrong_base_url')) return { request, refusal: error };
    throw error;
  }
}

function explainNoList(answer: HttpAnswer): ConnectorFault | undefined {
  if (![404, 405, 501].includes(answer.status)) return undefined;
  const message = 'The system offers no list of models at this address.';
  return new ConnectorFault('not_found_wrong_base_url', { message, upstream: upstreamOf(answer) });
}

export function isFault(error: unknown, ...classes: ConnectorFault['errorClass'][]): error is ConnectorFault {
  return error instanceof ConnectorFault && classes.includes(error.errorClass);
}
