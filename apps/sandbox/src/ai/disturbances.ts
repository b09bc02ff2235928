import type { BehaviourName } from '../behaviours.ts';
import type { Visit } from '../system.ts';
import type { Step, StreamEvent } from './event-stream.ts';

/** How an endpoint words that it failed: as an event of its own, and at the end of an answer that had begun. */
export interface Failures {
  error: StreamEvent;
  late: StreamEvent;
}

type Disturbance = (events: Iterable<StreamEvent>, failures: Failures, waitMs: number) => Iterable<Step>;

/** Trouble comes after so many pieces of content, or after all if there are fewer. */
const TROUBLE_AFTER = 20;
const PREAMBLE = 200;
const HUGE = 10 * 1024 * 1024;

const disturbances: Partial<Record<BehaviourName, Disturbance>> = {
  *paced(events, _failures, waitMs) {
    let pieces = 0;
    for (const event of events) {
      if (event.part === 'piece' && pieces++ > 0) yield { waitMs };
      yield event;
    }
  },
  unfinished: (events) => without(events, 'closing', 'last'),
  'stream-no-done': (events) => without(events, 'last'),
  'stream-slow': (events, _failures, waitMs) => withBefore(events, 0, () => [{ waitMs }]),
  'stream-error-first': (_events, { error }) => [error],
  *'stream-error'(events, { error }) {
    yield* until(events, 0);
    yield error;
  },
  *'stream-error-late'(events, { late }) {
    yield* until(events, TROUBLE_AFTER);
    yield late;
  },
  *'stream-cut'(events) {
    yield* until(events, TROUBLE_AFTER);
    yield 'cut';
  },
  *'stream-stall'(events) {
    yield* until(events, TROUBLE_AFTER);
    yield 'stall';
  },
  'stream-malformed': (events) => withBefore(events, TROUBLE_AFTER, () => [{ data: '{"id":"broken","choices":[{' }]),
  'stream-preamble': (events) => withBefore(events, 0, (before) => Array(PREAMBLE).fill(before)),
  'stream-huge': (events) =>
    withBefore(events, 0, (before) => [{ ...before, data: { ...Object(before.data), obfuscation: 'x'.repeat(HUGE) } }]),
};

/** The events of a stream as the behaviour of the system has them. */
export function disturb(visit: Visit, events: Iterable<StreamEvent>, failures: Failures): Iterable<Step> {
  const disturbance = visit.behaviour && disturbances[visit.behaviour];
  return disturbance ? disturbance(events, failures, visit.waitMs) : events;
}

function* without(events: Iterable<StreamEvent>, ...parts: StreamEvent['part'][]): Generator<StreamEvent> {
  for (const event of events) if (!parts.includes(event.part)) yield event;
}

/** What comes before a piece of content, counted from 0, or before the content has ended. */
function* until(events: Iterable<StreamEvent>, piece: number): Generator<StreamEvent> {
  let pieces = 0;
  for (const event of events) {
    if (event.part !== 'opening' && (event.part !== 'piece' || pieces++ === piece)) return;
    yield event;
  }
}

/** All events, and others before a piece of content; those are made of the event before it. */
function* withBefore(
  events: Iterable<StreamEvent>,
  piece: number,
  others: (before: StreamEvent) => Step[],
): Generator<Step> {
  let pieces = 0;
  let isDue = true;
  let before: StreamEvent = { data: {} };
  for (const event of events) {
    if (isDue && event.part !== 'opening' && (event.part !== 'piece' || pieces++ === piece)) {
      yield* others(before);
      isDue = false;
    }
    yield event;
    before = event;
  }
}
