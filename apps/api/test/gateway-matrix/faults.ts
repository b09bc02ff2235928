/** A way in which a provider, or the way to it, fails, and what has to follow for a plain answer and for a stream. */
export interface Fault {
  name: string;
  plain: Course;
  stream: Course;
}

interface Course {
  /** Where the provider is: a behaviour of the sandbox (`~name`), or a place without one. */
  at: string;
  /** Limits on time that are short enough to wait for. */
  limits?: Record<string, number>;
  /** Requests that reach it. */
  arrives: number;
  /** How each attempt at it is written down. */
  outcomes: string[];
  /** What the client sees where nobody else is asked. */
  client: string;
  /** Whether a fallback is asked. */
  fallsBack: boolean;
  /** In tokens. */
  cost: number;
}

/** What the client sees of an answer that is all there. */
export const WHOLE = '200 whole';
/** Tokens of the question and of its answer, as the provider counts them. */
const COST = 12 + 60;
/** Bytes of the question and of a part of its answer, by four. */
const AFTER_20 = 27 + 13;
const AFTER_60 = 27 + 43;

const FAILS = '502 upstream_error';
const LATE = '504 upstream_timeout';
const LIMITED = '429 upstream_rate_limited';
const REJECTED = '502 upstream_credentials_rejected';
const BREAKS_OFF = '200 breaks off, upstream_stream_interrupted';

/** Asked again, as nobody can know, and in vain. */
const twice = (at: string, outcome: string, client: string, more: Partial<Course> = {}): Course => ({
  at,
  arrives: 2,
  outcomes: [outcome, outcome],
  client,
  fallsBack: true,
  cost: 0,
  ...more,
});
/** Not asked again: it would say the same. */
const once = (at: string, outcome: string, client: string, more: Partial<Course> = {}): Course => ({
  ...twice(at, outcome, client, more),
  arrives: 1,
  outcomes: [outcome],
});
/** The request is at fault, and the client is told in the provider's words. */
const ofRequest = (at: string, outcome: string, client: string) => once(at, outcome, client, { fallsBack: false });
/** The client has a part already, and never gets another provider's. */
const interrupted = (at: string, cost: number, limits?: Course['limits']) =>
  once(at, 'interrupted', BREAKS_OFF, { fallsBack: false, cost, limits });
const fine = (at: string) => once(at, 'success', WHOLE, { fallsBack: false, cost: COST });

const both = (name: string, course: Course): Fault => ({ name, plain: course, stream: course });
const unreached = { arrives: 0 };
const hasty = { limits: { first_byte_timeout_ms: 200 } };
const restless = { limits: { idle_timeout_ms: 500 } };

export const faults: Fault[] = [
  both('nothing is wrong', fine('')),
  both('port refused', twice('refused', 'connect_refused', FAILS, unreached)),
  both('no such host', twice('dns', 'dns_failed', FAILS, unreached)),
  both('TLS untrusted', twice('tls', 'tls_untrusted', FAILS, unreached)),
  both('silent after accept', twice('silent', 'timeout', LATE, { ...unreached, ...hasty })),
  both('hangs up', twice('~hangup', 'upstream_5xx', FAILS)),
  both('slow first byte', twice('~slow', 'timeout', LATE, hasty)),
  both('400', ofRequest('~bad-request', 'invalid_request', '400 invalid_value')),
  both('401', once('~unauthorized', 'auth_invalid', REJECTED)),
  both('403', once('~forbidden', 'permission_missing', REJECTED)),
  both('404', ofRequest('~missing', 'model_not_found', '404 null')),
  both('408', twice('~request-timeout', 'timeout', LATE)),
  both('409', twice('~conflict', 'server_error', FAILS)),
  both('422', ofRequest('~unprocessable', 'invalid_request', '422 null')),
  // Another header says 7 seconds here, longer than anybody is made to wait.
  both('429 without Retry-After', once('~rate-limited-bare', 'rate_limited', LIMITED)),
  both('429 that names no time', twice('~rate-limited-silent', 'rate_limited', LIMITED)),
  both('429, retry-after-ms: 40', twice('~rate-limited-40ms', 'rate_limited', LIMITED)),
  both('429, Retry-After: 7', once('~rate-limited', 'rate_limited', LIMITED)),
  both('429, Retry-After: 1', twice('~rate-limited-1000ms', 'rate_limited', LIMITED)),
  both('500', twice('~fault', 'upstream_5xx', FAILS)),
  both('500 once', { ...fine('~fault-once'), arrives: 2, outcomes: ['upstream_5xx', 'success'] }),
  both('503, Retry-After: 30', once('~unavailable', 'upstream_5xx', FAILS)),
  both('redirect', once('~redirect', 'redirect_blocked', FAILS)),
  both('a web page', twice('~html', 'unexpected_content', FAILS)),
  {
    name: 'error as the first event',
    plain: twice('~wrong-shape', 'unexpected_content', FAILS),
    stream: twice('~stream-error-first', 'server_error', FAILS),
  },
  { name: 'error after the role', plain: fine('~stream-error'), stream: twice('~stream-error', 'server_error', FAILS) },
  {
    name: 'error after 20 of 60',
    plain: fine('~stream-error-late'),
    stream: interrupted('~stream-error-late', AFTER_20),
  },
  { name: 'slow first content', plain: fine('~stream-slow'), stream: twice('~stream-slow', 'timeout', LATE, restless) },
  {
    name: 'cut after 20 of 60',
    plain: twice('~truncated', 'upstream_5xx', FAILS),
    stream: interrupted('~stream-cut', AFTER_20),
  },
  {
    name: 'stall after 20 of 60',
    plain: twice('~stall', 'timeout', LATE, restless),
    stream: interrupted('~stream-stall', AFTER_20, restless.limits),
  },
  {
    name: 'malformed after 20 of 60',
    plain: twice('~malformed', 'interrupted', FAILS),
    stream: interrupted('~stream-malformed', AFTER_20),
  },
  {
    name: 'clean truncation',
    plain: twice('~malformed', 'interrupted', FAILS),
    stream: interrupted('~unfinished', AFTER_60),
  },
  // Its usage had come.
  { name: 'missing [DONE]', plain: fine('~stream-no-done'), stream: interrupted('~stream-no-done', COST) },
  { name: 'usage with the last choice', plain: fine('~odd-usage'), stream: fine('~odd-usage') },
  {
    name: 'no usage',
    plain: { ...fine('~no-usage'), cost: 24 + 43 },
    stream: { ...fine('~no-usage'), cost: AFTER_60 },
  },
  { name: '200 events of preamble', plain: fine('~stream-preamble'), stream: fine('~stream-preamble') },
  { name: 'odd framing', plain: fine('~stream-odd-framing'), stream: fine('~stream-odd-framing') },
  {
    name: '1 GB behind gzip',
    plain: twice('~gzip-bomb', 'unexpected_content', FAILS),
    // Longer than an event may be before it is longer than an answer may be.
    stream: twice('~gzip-bomb', 'interrupted', FAILS),
  },
  {
    name: '10 MB at once',
    plain: twice('~huge', 'unexpected_content', FAILS),
    stream: twice('~stream-huge', 'interrupted', FAILS),
  },
];

const fallbacks = ['none', 'works', 'broken'] as const;
type Fallback = (typeof fallbacks)[number];
export type Mode = 'plain' | 'stream';

/** What a call came to, or has to come to. */
export interface Cell {
  fault: string;
  mode: Mode;
  fallback: Fallback;
  /** Requests that reached the provider and its fallback. */
  arrived: string;
  /** How the attempts were written down, in order. */
  outcomes: string;
  /** What the client saw. */
  client: string;
  /** In tokens. */
  cost: number;
}

/** What has to come of each fault in each mode with each fallback. */
export const expected: Cell[] = faults.flatMap(({ name, ...courses }) =>
  (['plain', 'stream'] as const).flatMap((mode) =>
    fallbacks.map((fallback) => ({ fault: name, mode, fallback, ...endOf(courses[mode], fallback) })),
  ),
);

function endOf({ arrives, outcomes, client, fallsBack, cost }: Course, fallback: Fallback) {
  const asked = fallsBack ? fallback : 'none';
  const end = {
    none: { second: 0, more: [], client, cost },
    works: { second: 1, more: ['success'], client: WHOLE, cost: COST },
    broken: { second: 2, more: ['upstream_5xx', 'upstream_5xx'], client: FAILS, cost: 0 },
  }[asked];
  const arrived = `${arrives} + ${end.second}`;
  return { arrived, outcomes: [...outcomes, ...end.more].join(', '), client: end.client, cost: end.cost };
}
