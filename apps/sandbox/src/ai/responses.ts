import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { behaves, isObject, visitOf } from '../system.ts';
import { ApiError } from './api-error.ts';
import { checkLimit } from './chat.ts';
import { type Completion, complete, type Prompt, type Tool } from './completion.ts';
import { disturb, type Failures } from './disturbances.ts';
import { type Step, type StreamEvent, sendEvents } from './event-stream.ts';
import { book } from './ledger.ts';
import type { Model } from './models.ts';

type Body = Record<string, unknown>;
type Item = Record<string, unknown>;

/** POST /responses */
export async function respond(body: Body, model: Model, res: Response): Promise<void> {
  if (body.input === undefined) {
    throw new ApiError(400, 'missing_required_parameter', "Missing required parameter: 'input'.", 'input');
  }
  checkLimit(body, 'max_output_tokens');
  const visit = visitOf(res);
  const completion = complete(readPrompt(body), model, visit.prompts);
  const { tokens, pieces } = completion;
  const empty = newResponse(body, model);
  const done = finished(empty, completion, behaves(res, 'no-usage'));
  if (body.stream !== true) {
    book(res, model, tokens);
    return void res.json(done);
  }
  const steps = disturb(visit, streamed(empty, done, completion), failuresOf(empty));
  const bookPiece = book(res, model, { ...tokens, output: tokens.output - pieces.length });
  return sendEvents(res, numbered(steps), bookPiece);
}

function newResponse(body: Body, model: Model) {
  return {
    id: `resp_${randomBytes(24).toString('hex')}`,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'in_progress',
    background: false,
    error: null as unknown,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    model: model.id,
    output: [] as Item[],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: body.text ?? { format: { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_p: body.top_p ?? 1,
    truncation: 'disabled',
    usage: null as unknown,
  };
}

type NewResponse = ReturnType<typeof newResponse>;

function finished(empty: NewResponse, completion: Completion, hidesUsage: boolean): NewResponse {
  const { tokens, finish } = completion;
  const usage = {
    input_tokens: tokens.input,
    input_tokens_details: { cached_tokens: tokens.cached },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: tokens.reasoning },
    total_tokens: tokens.input + tokens.output,
  };
  const cut = finish === 'length';
  return {
    ...empty,
    status: cut ? 'incomplete' : 'completed',
    incomplete_details: (cut ? { reason: 'max_output_tokens' } : null) as null,
    output: [outputItem(empty.id, completion)],
    usage: hidesUsage ? null : usage,
  };
}

function outputItem(responseId: string, { text, toolCall, finish }: Completion): Item {
  const suffix = responseId.slice('resp_'.length);
  const status = finish === 'length' ? 'incomplete' : 'completed';
  if (toolCall) {
    const { id, name, arguments: json } = toolCall;
    return { id: `fc_${suffix}`, type: 'function_call', status, call_id: id, name, arguments: json };
  }
  const content = [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  return { id: `msg_${suffix}`, type: 'message', status, role: 'assistant', content };
}

type Event = { type: string } & Record<string, unknown>;

function* streamed(empty: NewResponse, done: NewResponse, completion: Completion): Generator<StreamEvent> {
  yield typed('opening', { type: 'response.created', response: empty });
  yield typed('opening', { type: 'response.in_progress', response: empty });
  const item = done.output[0] ?? {};
  for (const event of completion.toolCall ? callEvents(item, completion) : messageEvents(item, completion)) {
    yield typed(partOf(event), event);
  }
  yield typed('last', { type: `response.${done.status}`, response: done });
}

const typed = (part: StreamEvent['part'], data: Event): StreamEvent => ({ part, event: data.type, data });

function partOf({ type }: Event): StreamEvent['part'] {
  if (type.endsWith('.delta')) return 'piece';
  return type.endsWith('.added') ? 'opening' : 'closing';
}

function failuresOf(empty: NewResponse): Failures {
  const why = { code: 'server_error', message: 'The server had an error.' };
  return {
    error: typed(undefined, { type: 'error', ...why, param: null }),
    late: typed(undefined, { type: 'response.failed', response: { ...empty, status: 'failed', error: why } }),
  };
}

function* messageEvents(item: Item, { pieces, text }: Completion): Generator<Event> {
  const at = { item_id: item.id, output_index: 0, content_index: 0 };
  const part = (value: string) => ({ type: 'output_text', text: value, annotations: [], logprobs: [] });
  const opened = { ...item, status: 'in_progress', content: [] };
  yield { type: 'response.output_item.added', output_index: 0, item: opened };
  yield { type: 'response.content_part.added', ...at, part: part('') };
  for (const delta of pieces) yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] };
  yield { type: 'response.output_text.done', ...at, text, logprobs: [] };
  yield { type: 'response.content_part.done', ...at, part: part(text) };
  yield { type: 'response.output_item.done', output_index: 0, item };
}

function* callEvents(item: Item, { pieces }: Completion): Generator<Event> {
  const at = { item_id: item.id, output_index: 0 };
  yield {
    type: 'response.output_item.added',
    output_index: 0,
    item: { ...item, status: 'in_progress', arguments: '' },
  };
  for (const delta of pieces) yield { type: 'response.function_call_arguments.delta', ...at, delta };
  yield { type: 'response.function_call_arguments.done', ...at, name: item.name, arguments: item.arguments };
  yield { type: 'response.output_item.done', output_index: 0, item };
}

function* numbered(steps: Iterable<Step>): Generator<Step> {
  let sequence = 0;
  for (const step of steps) {
    const isWhole = typeof step === 'object' && 'data' in step && isObject(step.data);
    yield isWhole ? { ...step, data: { ...Object(step.data), sequence_number: sequence++ } } : step;
  }
}

function readPrompt(body: Body): Prompt {
  const input = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  const items = (Array.isArray(input) ? input : []).filter(isObject);
  const messages = items.map((item) =>
    item.type === 'function_call_output' ? { role: 'tool', content: item.output } : item,
  );
  const system = typeof body.instructions === 'string' ? [{ role: 'system', content: body.instructions }] : [];
  const tools = (Array.isArray(body.tools) ? body.tools : []).flatMap((tool): Tool[] =>
    tool?.type === 'function' ? [{ name: String(tool.name), parameters: tool.parameters }] : [],
  );
  return {
    messages: [...system, ...messages],
    tools,
    toolChoice: readToolChoice(body.tool_choice, tools),
    schema: readSchema(body.text),
    maxTokens: typeof body.max_output_tokens === 'number' ? body.max_output_tokens : undefined,
  };
}

function readToolChoice(choice: unknown, tools: Tool[]): Prompt['toolChoice'] {
  if (choice === 'none') return 'none';
  if (choice === 'required' && tools[0]) return { name: tools[0].name };
  return isObject(choice) && choice.type === 'function' ? { name: String(choice.name) } : 'auto';
}

function readSchema(text: unknown): Prompt['schema'] {
  const format = isObject(text) && isObject(text.format) ? text.format : undefined;
  if (format?.type === 'json_object') return 'any';
  return format?.type === 'json_schema' ? format.schema : undefined;
}
