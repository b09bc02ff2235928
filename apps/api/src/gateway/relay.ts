import type { EgressResponse } from '@ims/egress';
import { EgressError } from '@ims/egress';
import type { Operation } from '../usage/index.ts';
import type { Caller } from './caller.ts';
import type { AiRequest } from './request-body.ts';
import { nameIn, StreamFault, StreamReader } from './stream-events.ts';

/** What an answer that reached the client told of itself. */
export interface Relayed {
  usage: unknown;
  /** As the provider names it. */
  model: string | undefined;
  /** Of the text, as far as it came. */
  contentBytes: number;
  /** When the content began, by a steady clock. */
  firstContentAt: number;
  /** Why the client has only a part of it. */
  interrupted?: StreamFault | EgressError;
}

/** Headers of the answer, made when the first of it is about to be sent. */
export type HeadersOf = (usage?: unknown) => Record<string, string>;

const shapes: Record<Operation, string> = { chat: 'choices', responses: 'output', embeddings: 'data' };

/** Passes on an answer in one piece, after a look at whether it is one. Throws where it is not. */
export async function relayWhole(
  request: AiRequest,
  answer: EgressResponse,
  caller: Caller,
  headers: HeadersOf,
): Promise<Relayed> {
  const bytes = await answer.bytes();
  const { usage, model, contentBytes } = lookInto(request.operation, bytes);
  const firstContentAt = performance.now();
  caller.whole(answer.status, { ...headers(usage), 'content-type': 'application/json; charset=utf-8' }, bytes);
  return { usage, model, contentBytes, firstContentAt };
}

interface Answer {
  model?: unknown;
  choices?: { message?: { content?: unknown } }[];
  usage?: unknown;
  error?: unknown;
}

function lookInto(operation: Operation, bytes: Buffer): Omit<Relayed, 'firstContentAt'> {
  if (operation === 'embeddings') {
    const usage = usageAtEnd(bytes);
    if (usage !== undefined) return { usage, model: undefined, contentBytes: 0 };
  }
  const answer = parsed(bytes);
  if (answer.error)
    throw new StreamFault('reported', 'The provider answered with an error.', { message: 'see its log', code: null });
  if (!Array.isArray(answer[shapes[operation] as 'choices']))
    throw new StreamFault('unexpected', 'The answer of the provider is not of the shape of this operation.');
  const content = operation === 'chat' ? answer.choices?.[0]?.message?.content : undefined;
  const contentBytes = typeof content === 'string' ? Buffer.byteLength(content) : bytes.length;
  return { usage: answer.usage, model: nameIn(answer), contentBytes };
}

function parsed(bytes: Buffer): Answer {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below; the parser would quote the answer.
  }
  throw new StreamFault(
    bytes[0] === OPEN ? 'malformed' : 'unexpected',
    'The answer of the provider is not readable JSON.',
  );
}

/** Vectors are many numbers that nobody here needs: their usage stands behind them. */
function usageAtEnd(bytes: Buffer): unknown {
  const at = bytes.lastIndexOf('"usage"');
  if (at === -1 || bytes.length - at > 1000 || bytes[0] !== OPEN) return undefined;
  try {
    const { usage, data } = JSON.parse(`{"data":null,${bytes.subarray(at).toString()}`) as {
      usage?: unknown;
      data?: unknown;
    };
    return data === null ? usage : undefined;
  } catch {
    return undefined;
  }
}

const OPEN = 0x7b;

/** An answer is held back until its content begins, but not beyond this. */
const MOST_HELD = 262_144;
const MOST_HELD_EVENTS = 64;

/**
 * Passes on a stream. Up to the first content nothing is sent, so that another provider can still answer; throws until
 * then. From then on the client has a part of this answer and gets no other: one that breaks off ends with an error event
 * and a broken connection, never as if it were whole.
 */
export async function relayStream(
  request: AiRequest,
  answer: EgressResponse,
  caller: Caller,
  headers: HeadersOf,
  contentBy: number,
): Promise<Relayed> {
  const reader = new StreamReader(request.operation, request.wantsUsage);
  let held = '';
  let heldChunks = 0;
  let firstContentAt = 0;
  try {
    for await (const chunk of answer.body) {
      const events = reader.push(chunk);
      if (firstContentAt > 0) {
        const drained: Promise<void> | undefined = caller.write(events);
        if (drained !== undefined) await drained;
        continue;
      }
      held += events;
      heldChunks += 1;
      const isTooMuch = held.length > MOST_HELD || heldChunks > MOST_HELD_EVENTS;
      if (reader.hasContent || isTooMuch) {
        firstContentAt = performance.now();
        caller.head(200, {
          ...headers(),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-cache',
        });
        await caller.write(held);
        held = '';
      } else if (performance.now() > contentBy) {
        throw new EgressError('timeout', 'No content came in time.', { limit: 'first_byte' });
      }
    }
    reader.finish();
    caller.end(request.operation === 'chat' ? 'data: [DONE]\n\n' : undefined);
    return { ...told(reader), firstContentAt };
  } catch (error) {
    if (firstContentAt === 0 || !(error instanceof StreamFault || error instanceof EgressError)) throw error;
    if (!caller.isGone) caller.breakOff(interruption(request.operation, error));
    return { ...told(reader), firstContentAt, interrupted: error };
  }
}

const told = ({ usage, model, contentBytes }: StreamReader) => ({ usage, model, contentBytes });

function interruption(operation: Operation, fault: StreamFault | EgressError): string {
  const message = `The provider's answer broke off: ${fault.message} What came before is all there is of it; send the request again for a whole answer.`;
  const error = { message, type: 'api_error', param: null, code: 'upstream_stream_interrupted' };
  if (operation === 'responses') return `event: error\ndata: ${JSON.stringify({ ...error, type: 'error' })}\n\n`;
  return `data: ${JSON.stringify({ error })}\n\n`;
}
