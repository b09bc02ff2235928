import type { UsageEvent } from '../usage-event.ts';

const LONGEST_ID = 100;
const LONGEST_NAME = 200;
const LARGEST = 2_147_483_647;

/** The event as its table can hold it: names come from callers, numbers and the raw usage from providers. */
export function storable(event: UsageEvent): UsageEvent {
  const { tokens } = event;
  return {
    ...event,
    request_id: text(event.request_id, LONGEST_ID),
    model_asked: text(event.model_asked, LONGEST_NAME),
    model_served: text(event.model_served, LONGEST_NAME),
    tokens: {
      input: whole(tokens.input),
      cached_input: whole(tokens.cached_input),
      cache_write: whole(tokens.cache_write),
      output: whole(tokens.output),
      reasoning: whole(tokens.reasoning),
      audio_input: whole(tokens.audio_input),
      audio_output: whole(tokens.audio_output),
    },
    latency_ms: whole(event.latency_ms),
    first_token_ms: event.first_token_ms === null ? null : whole(event.first_token_ms),
    raw: json(event.raw),
  };
}

const whole = (value: number) => Math.min(Math.max(Math.ceil(value), 0), LARGEST);

const text = (value: string, longest: number) => value.replaceAll('\0', '').slice(0, longest).toWellFormed();

/** PostgreSQL keeps no NUL and no half characters; a usage that holds one is not worth keeping. */
function json(value: unknown): unknown {
  return /\\u(0000|d[89a-f])/i.test(JSON.stringify(value) ?? '') ? null : value;
}
