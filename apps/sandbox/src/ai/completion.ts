import { createHash } from 'node:crypto';
import { jsonSample } from './json-sample.ts';
import type { UsedTokens } from './ledger.ts';
import type { Model } from './models.ts';
import type { PromptCache } from './prompt-cache.ts';
import { contentText, countPrompt, countTokens, tokenize } from './tokens.ts';

/** A request to a chat model, however the endpoint words it. */
export interface Prompt {
  messages: { role?: unknown; content?: unknown }[];
  tools: Tool[];
  /** Name of the function that must be called, whether one may be, or must not. */
  toolChoice: 'auto' | 'none' | { name: string };
  /** A schema for the answer; `any` is just some JSON object. */
  schema: unknown | 'any' | undefined;
  maxTokens: number | undefined;
}

export interface Tool {
  name: string;
  parameters: unknown;
}

export interface Completion {
  text: string;
  /** The pieces a stream sends. */
  pieces: string[];
  toolCall: { id: string; name: string; arguments: string } | undefined;
  finish: 'stop' | 'length' | 'tool_calls';
  tokens: UsedTokens;
}

const words =
  'the plan holds and each step is small enough to check before we go on because what was measured last week still counts today'.split(
    ' ',
  );

/** What the model says: the same for the same prompt, every time; but what it reads a second time, it knows. */
export function complete(prompt: Prompt, model: Model, cache: PromptCache): Completion {
  const input = countPrompt(prompt.messages, prompt.tools.length > 0 ? prompt.tools : undefined);
  const cached = cache.cachedTokens([model.id, prompt.messages, prompt.tools], input);
  const asked = lastQuestion(prompt);
  const limit = prompt.maxTokens ?? Number.POSITIVE_INFINITY;
  const reasoning = model.reasons ? Math.min(64, limit) : 0;
  const tool = chosenTool(prompt);
  if (tool) {
    const json = JSON.stringify(jsonSample(tool.parameters) ?? {});
    const toolCall = { id: `call_${digest(asked + tool.name).slice(0, 24)}`, name: tool.name, arguments: json };
    const output = countTokens(json) + countTokens(tool.name) + reasoning;
    const tokens = { input, cached, output, reasoning };
    return { text: '', pieces: tokenize(json), toolCall, finish: 'tool_calls', tokens };
  }
  const whole = tokenize(prompt.schema === undefined ? prose(asked, model) : json(prompt.schema, asked));
  const pieces = whole.slice(0, limit - reasoning);
  return {
    text: pieces.join(''),
    pieces,
    toolCall: undefined,
    finish: pieces.length < whole.length ? 'length' : 'stop',
    tokens: { input, cached, output: pieces.length + reasoning, reasoning },
  };
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function lastQuestion({ messages }: Prompt): string {
  return contentText(messages.findLast(({ role }) => role === 'user')?.content);
}

function chosenTool({ messages, tools, toolChoice }: Prompt): Tool | undefined {
  if (toolChoice === 'none') return undefined;
  if (toolChoice !== 'auto') return tools.find(({ name }) => name === toolChoice.name);
  // A model that has the result of its tool answers in words.
  return messages.at(-1)?.role === 'tool' ? undefined : tools[0];
}

/** Whoever asks to count to 60 gets 60 numbers, a piece each; everybody else is told about a plan. */
function prose(asked: string, model: Model): string {
  const [, last] = /\bcount to (\d{1,5})\b/i.exec(asked) ?? [];
  if (last !== undefined) return Array.from({ length: Number(last) }, (_none, index) => index + 1).join(' ');
  const hash = Buffer.from(digest(`${model.id}:${asked}`), 'hex');
  const said = Array.from(hash.subarray(0, 12 + ((hash[0] ?? 0) % 16)), (byte) => words[byte % words.length]);
  return `You asked: "${asked.slice(0, 200)}". In short, ${said.join(' ')}.`;
}

function json(schema: unknown, asked: string): string {
  return JSON.stringify(schema === 'any' ? { answer: asked.slice(0, 200) } : jsonSample(schema));
}
