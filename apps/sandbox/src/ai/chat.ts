import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { behaves, isObject, visitOf } from '../system.ts';
import { ApiError } from './api-error.ts';
import { type Completion, complete, digest, type Prompt, type Tool } from './completion.ts';
import { disturb, type Failures } from './disturbances.ts';
import { type StreamEvent, sendEvents } from './event-stream.ts';
import { book } from './ledger.ts';
import type { Model } from './models.ts';

export interface ChatOptions {
  /** Of Azure: what its filters found, before the first choice and in plain answers. */
  promptFilterResults?: unknown[];
}

type Body = Record<string, unknown>;

/** POST /chat/completions */
export async function chat(body: Body, model: Model, res: Response, options: ChatOptions = {}): Promise<void> {
  checkParameters(body, model, res);
  const visit = visitOf(res);
  const completion = complete(readPrompt(body), model, visit.prompts);
  const head = {
    id: `chatcmpl-${randomBytes(14).toString('hex')}`,
    created: Math.floor(Date.now() / 1000),
    model: model.id,
    service_tier: 'default',
    system_fingerprint: `fp_${digest(model.id).slice(0, 10)}`,
  };
  if (body.stream === true) {
    const wantsUsage = isObject(body.stream_options) && body.stream_options.include_usage === true;
    const events = chunks(head, completion, wantsUsage, res, options);
    const { tokens, pieces } = completion;
    const bookPiece = book(res, model, { ...tokens, output: tokens.output - pieces.length });
    return sendEvents(res, disturb(visit, events, failures), bookPiece);
  }
  book(res, model, completion.tokens);
  const { text, toolCall, finish } = completion;
  const toolCalls = toolCall && { tool_calls: [{ id: toolCall.id, type: 'function', function: called(toolCall) }] };
  const message = { role: 'assistant', content: toolCall ? null : text, ...toolCalls, refusal: null, annotations: [] };
  res.json({
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    ...(behaves(res, 'no-usage') ? {} : { usage: usageOf(completion) }),
    ...(options.promptFilterResults && { prompt_filter_results: options.promptFilterResults }),
  });
}

function* chunks(
  head: object,
  completion: Completion,
  wantsUsage: boolean,
  res: Response,
  { promptFilterResults }: ChatOptions,
): Generator<StreamEvent> {
  const sendsUsage = wantsUsage && !behaves(res, 'no-usage');
  const usage = usageOf(completion);
  const withLast = sendsUsage && behaves(res, 'odd-usage');
  const chunk = (part: StreamEvent['part'], choices: unknown[], more: object = {}): StreamEvent => ({
    part,
    data: { ...head, object: 'chat.completion.chunk', choices, ...(sendsUsage ? { usage: null } : {}), ...more },
  });
  const delta = (value: object, finish: string | null = null) => [
    { index: 0, delta: value, logprobs: null, finish_reason: finish },
  ];
  if (promptFilterResults) yield chunk('opening', [], { prompt_filter_results: promptFilterResults });
  yield chunk('opening', delta(opening(completion)));
  for (const piece of completion.pieces) {
    yield chunk(
      'piece',
      delta(completion.toolCall ? { tool_calls: [{ index: 0, function: { arguments: piece } }] } : { content: piece }),
    );
  }
  yield chunk('closing', delta({}, completion.finish), withLast ? { usage } : {});
  if (sendsUsage && !withLast) yield chunk('closing', [], { usage });
  yield { part: 'last', data: '[DONE]' };
}

const failed: StreamEvent = {
  data: { error: { message: 'The server had an error.', type: 'server_error', param: null, code: null } },
};
const failures: Failures = { error: failed, late: failed };

function opening({ toolCall }: Completion): object {
  if (!toolCall) return { role: 'assistant', content: '', refusal: null };
  const call = { index: 0, id: toolCall.id, type: 'function', function: { name: toolCall.name, arguments: '' } };
  return { role: 'assistant', content: null, tool_calls: [call], refusal: null };
}

const called = ({ name, arguments: json }: { name: string; arguments: string }) => ({ name, arguments: json });

function usageOf({ tokens }: Completion) {
  return {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
    prompt_tokens_details: { cached_tokens: tokens.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: tokens.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function checkParameters(body: Body, model: Model, res: Response): void {
  if (!Array.isArray(body.messages)) {
    throw new ApiError(400, 'missing_required_parameter', "Missing required parameter: 'messages'.", 'messages');
  }
  if (body.messages.length === 0) {
    const message =
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    throw new ApiError(400, 'empty_array', message, 'messages');
  }
  if (isObject(body.stream_options) && behaves(res, 'no-stream-options')) {
    throw new ApiError(400, null, 'Unrecognized request argument supplied: stream_options');
  }
  if (body.max_completion_tokens !== undefined && behaves(res, 'old-api-params')) {
    throw unsupported('max_completion_tokens', 'max_tokens');
  }
  if (body.max_tokens !== undefined && body.max_tokens !== null && model.reasons) {
    throw unsupported('max_tokens', 'max_completion_tokens');
  }
  for (const name of ['max_tokens', 'max_completion_tokens']) checkLimit(body, name);
}

export function checkLimit(body: Body, name: string): void {
  const value = body[name];
  if (value === undefined || value === null) return;
  if (!Number.isInteger(value)) {
    throw new ApiError(400, 'invalid_type', `Invalid type for '${name}': expected an integer.`, name);
  }
  if (Number(value) < 1) {
    const message = `Invalid '${name}': integer below minimum value. Expected a value >= 1, but got ${value} instead.`;
    throw new ApiError(400, 'integer_below_min_value', message, name);
  }
}

function unsupported(name: string, instead: string): ApiError {
  const message = `Unsupported parameter: '${name}' is not supported with this model. Use '${instead}' instead.`;
  return new ApiError(400, 'unsupported_parameter', message, name);
}

function readPrompt(body: Body): Prompt {
  const tools = (Array.isArray(body.tools) ? body.tools : []).flatMap((tool): Tool[] =>
    isObject(tool?.function) ? [{ name: String(tool.function.name), parameters: tool.function.parameters }] : [],
  );
  const limit = body.max_completion_tokens ?? body.max_tokens;
  return {
    messages: (body.messages as unknown[]).filter(isObject),
    tools,
    toolChoice: readToolChoice(body.tool_choice, tools),
    schema: readSchema(body.response_format),
    maxTokens: typeof limit === 'number' ? limit : undefined,
  };
}

function readToolChoice(choice: unknown, tools: Tool[]): Prompt['toolChoice'] {
  if (choice === 'none') return 'none';
  if (choice === 'required' && tools[0]) return { name: tools[0].name };
  return isObject(choice) && isObject(choice.function) ? { name: String(choice.function.name) } : 'auto';
}

function readSchema(format: unknown): Prompt['schema'] {
  if (!isObject(format)) return undefined;
  if (format.type === 'json_object') return 'any';
  if (format.type !== 'json_schema') return undefined;
  return isObject(format.json_schema) ? format.json_schema.schema : undefined;
}
