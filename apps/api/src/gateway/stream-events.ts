import type { Operation } from '../usage/index.ts';
import { stringEnd } from './json-members.ts';

/** Longer events are no text of a model any more. */
const LONGEST_EVENT = 1_048_576;

/** Why a stream cannot be passed on. */
export class StreamFault extends Error {
  override readonly name = 'StreamFault';

  constructor(
    readonly kind: 'unexpected' | 'malformed' | 'too_large' | 'reported' | 'unfinished',
    message: string,
    /** What the provider said is wrong. */
    readonly reported?: { message: string; code: string | null },
  ) {
    super(message);
  }
}

/** An event of a stream, in the bytes it came in (one character each). */
interface StreamEvent {
  text: string;
  data: string;
}

/**
 * Reads the events of an answer as they come: when its content begins, what usage it reports and whether it came to its
 * end. What is passed on are the bytes as they were. Texts have one character for each byte: all that is looked for is
 * ASCII, and whatever is not is left alone.
 */
export class StreamReader {
  /** Something of the answer itself has come: text, a call of a tool, a refusal. */
  hasContent = false;
  /** The model said that it is done, and why. */
  isFinished = false;
  isDone = false;
  usage: unknown;
  /** The model, as the provider names it. */
  model: string | undefined;
  contentBytes = 0;
  private hasEvents = false;
  private hasOtherText = false;
  private rest = '';

  constructor(
    private readonly operation: Operation,
    private readonly wantsUsage: boolean,
  ) {}

  /** The whole events among what has come so far, as they are to be passed on. Throws a `StreamFault`. */
  push(chunk: Uint8Array): string {
    const text = this.rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const { end, events } = cut(text);
    this.rest = end === text.length ? '' : text.slice(end);
    if (this.rest.length > LONGEST_EVENT)
      throw new StreamFault('too_large', 'An event of the stream is larger than 1 MB.');
    let kept = '';
    for (const event of events) if (this.take(event)) kept += event.text;
    return kept;
  }

  /** To be called at the end. Throws where the answer broke off, however cleanly. */
  finish(): void {
    if (!this.hasEvents && (this.hasOtherText || isOtherText(this.rest)))
      throw new StreamFault('unexpected', 'The answer is no stream of events.');
    const isWhole = this.operation === 'responses' ? this.isFinished : this.isFinished && this.isDone;
    if (!isWhole || this.rest.trim() !== '')
      throw new StreamFault('unfinished', 'The stream ended before the answer did.');
  }

  /** Whether the event is passed on. */
  private take({ data, text }: StreamEvent): boolean {
    if (data === '') {
      this.hasOtherText ||= isOtherText(text);
      return true;
    }
    this.hasEvents = true;
    if (data === '[DONE]') {
      // Passed on at the very end, once it is known that the answer is whole.
      this.isDone = true;
      return false;
    }
    if (!data.startsWith('{') || !data.endsWith('}')) throw malformed();
    return this.operation === 'responses' ? this.takeTyped(data) : this.takeChunk(data);
  }

  private takeChunk(data: string): boolean {
    if (this.hasContent && !noteworthy.test(data)) {
      this.contentBytes += textLength(data, '"content":"');
      return true;
    }
    const chunk = parsed<Chunk>(data);
    const { error, choices, usage } = chunk;
    if (error) throw reported(error);
    this.model ??= nameIn(chunk);
    if (usage) this.usage = usage;
    const list = Array.isArray(choices) ? choices : [];
    for (const { delta, finish_reason } of list) {
      if (finish_reason) this.isFinished = true;
      if (delta && isContent(delta)) this.hasContent = true;
    }
    this.contentBytes += textLength(data, '"content":"');
    if (this.isFinished) this.hasContent = true;
    if (list.length > 0) return true;
    // Of a chunk without choices only the one with the usage is known to clients, and only to those that asked for it.
    return usage ? this.wantsUsage : choices === undefined;
  }

  private takeTyped(data: string): boolean {
    const type = /^\{"type":\s?"([\w.]+)"/.exec(data)?.[1] ?? parsed<{ type?: string }>(data).type ?? '';
    if (type.endsWith('.delta')) {
      this.hasContent = true;
      this.contentBytes += textLength(data, '"delta":"');
    } else if (type === 'response.completed' || type === 'response.incomplete') {
      const { response = {} } = parsed<TypedEvent>(data);
      this.usage = response.usage;
      this.model = nameIn(response);
      this.isFinished = true;
      this.hasContent = true;
    } else if (type === 'response.failed') {
      throw reported(parsed<TypedEvent>(data).response?.error ?? {});
    } else if (type === 'error' || (type === '' && data.includes('"error"'))) {
      const event = parsed<TypedEvent & { error?: unknown }>(data);
      throw reported(event.error ?? event);
    }
    return true;
  }
}

/** Whether a text is no part of a stream of events, but of a page or an answer in one piece. */
const isOtherText = (text: string) => !/^\s*(?:$|:|data|event|id|retry)/.test(text);

/** The model that an answer names. */
export const nameIn = ({ model }: { model?: unknown }) => (typeof model === 'string' ? model : undefined);

interface Chunk {
  model?: unknown;
  error?: unknown;
  choices?: { delta?: Record<string, unknown>; finish_reason?: unknown }[];
  usage?: unknown;
}

interface TypedEvent {
  response?: { model?: unknown; usage?: unknown; error?: unknown };
}

/** What a chunk may hold that matters, where its content does not. In a text of the model the quotes would be escaped. */
const noteworthy = /"error"\s*:|"finish_reason"\s*:\s*"|"usage"\s*:\s*\{|"choices"\s*:\s*\[\s*\]/;

function cut(text: string): { end: number; events: StreamEvent[] } {
  const events: StreamEvent[] = [];
  let begin = 0;
  for (;;) {
    const [end, size] = boundary(text, begin);
    if (end === -1) return { end: begin, events };
    const event = text.slice(begin, end);
    events.push({ text: text.slice(begin, end + size), data: dataOf(event) });
    begin = end + size;
  }
}

/** Where the next blank line is, and how long it is. */
function boundary(text: string, from: number): [number, number] {
  const plain = text.indexOf('\n\n', from);
  const windows = text.indexOf('\r\n\r\n', from);
  if (windows !== -1 && (plain === -1 || windows < plain)) return [windows, 4];
  return [plain, 2];
}

function dataOf(event: string): string {
  if (event.startsWith('data: ') && !event.includes('\n')) return event.slice(6).trim();
  return event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trim())
    .join('\n');
}

function parsed<T>(data: string): T {
  try {
    return JSON.parse(data) as T;
  } catch {
    throw malformed();
  }
}

const malformed = () => new StreamFault('malformed', 'An event of the stream is not readable.');

function reported(error: unknown): StreamFault {
  const { message, code } = (typeof error === 'object' && error !== null ? error : { message: error }) as Record<
    string,
    unknown
  >;
  const said = typeof message === 'string' ? message : 'no reason given';
  return new StreamFault('reported', 'The provider reported an error within the stream.', {
    message: said.slice(0, 500),
    code: typeof code === 'string' ? code : null,
  });
}

/** A role and an empty text announce an answer; they are none. */
function isContent(delta: Record<string, unknown>): boolean {
  return Object.entries(delta).some(([name, value]) => {
    if (name === 'role' || value === null || value === '') return false;
    return !(Array.isArray(value) && value.length === 0);
  });
}

/** Where a text of the model may stand; a server may write blanks around the colon. */
const texts = /"(?:content|refusal|reasoning_content|arguments|delta)"\s*:\s*"/g;

/** Bytes of the model's texts as they are written; `usual` is how most of them begin. */
function textLength(data: string, usual: string): number {
  const found = data.indexOf(usual);
  if (found !== -1) return lengthFrom(data, found + usual.length);
  let length = 0;
  for (const { index, 0: mark } of data.matchAll(texts)) length += lengthFrom(data, index + mark.length);
  return length;
}

const lengthFrom = (data: string, begin: number) => Math.max(0, stringEnd(data, begin - 1) - 1 - begin);
