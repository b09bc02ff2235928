import { z } from 'zod';
import type { AiOperation, ConnectorContext } from '../connector.ts';
import type { HttpRequest, JsonAnswer } from '../connector-http.ts';
import type { Dialect } from './dialect.ts';
import { explainRefusal, type Refusal, readRefusal, wantsMaxTokens, wrongOperation } from './refusals.ts';

/** A call that went through: what was sent, so that it can be sent again with another key, and what came back. */
export interface Probe {
  operation: AiOperation;
  request: HttpRequest;
  answer: JsonAnswer<unknown>;
}

interface Attempt {
  operation: AiOperation;
  body: Record<string, unknown>;
  /** Worth a try only after this refusal of the one before. */
  after: (refusal: Refusal) => boolean;
}

const shapes: Record<AiOperation, z.ZodType> = {
  'chat/completions': z.looseObject({ choices: z.array(z.looseObject({})).min(1) }),
  responses: z.looseObject({ output: z.array(z.looseObject({})) }),
  embeddings: z.looseObject({ data: z.array(z.looseObject({ embedding: z.unknown() })).min(1) }),
};

const messages = [{ role: 'user', content: 'ping' }];
// Sixteen tokens: some reasoning models refuse a smaller limit.
const limit = 16;
const chat: Attempt = {
  operation: 'chat/completions',
  body: { messages, max_completion_tokens: limit },
  after: wrongOperation,
};
const chatOfOld: Attempt = {
  operation: 'chat/completions',
  body: { messages, max_tokens: limit },
  after: wantsMaxTokens,
};
const responses: Attempt = {
  operation: 'responses',
  body: { input: 'ping', max_output_tokens: limit },
  after: wrongOperation,
};
const embeddings: Attempt = { operation: 'embeddings', body: { input: 'ping' }, after: wrongOperation };

/** The smallest real call to a model. What it costs is a few tokens, so it is made only where nothing free proves as much. */
export async function probeModel(dialect: Dialect, context: ConnectorContext, model: string): Promise<Probe> {
  let failed: unknown;
  let refusal: Refusal | undefined;
  for (const attempt of attemptsFor(dialect, model)) {
    if (refusal && !attempt.after(refusal)) continue;
    const request = requestOf(dialect, context, model, attempt);
    try {
      const explain: HttpRequest['explain'] = (answer) => {
        refusal = readRefusal(answer);
        return explainRefusal(answer, dialect.fields);
      };
      refusal = undefined;
      const answer = await context.http.json({ ...request, explain }, shapes[attempt.operation]);
      return { operation: attempt.operation, request, answer };
    } catch (error) {
      failed = error;
      if (!refusal) throw error;
    }
  }
  throw failed;
}

/** Only a name tells beforehand what a model is for; a wrong guess is put right by the system's refusal. */
function attemptsFor({ operations }: Dialect, model: string): Attempt[] {
  const embeds = /embed|^(.*\/)?(bge|e5|gte|voyage)-/i.test(model);
  const attempts = embeds ? [embeddings, chat, chatOfOld] : [chat, chatOfOld, responses, embeddings];
  return attempts.filter(({ operation }) => operations?.includes(operation) ?? true);
}

function requestOf(dialect: Dialect, { settings }: ConnectorContext, model: string, attempt: Attempt): HttpRequest {
  return {
    method: 'POST',
    to: dialect.url(settings, attempt.operation, model),
    headers: dialect.headers?.(settings),
    json: { model: dialect.modelName?.(settings, model) ?? model, ...attempt.body },
  };
}
