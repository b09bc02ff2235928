import type { RequestHandler } from 'express';
import { dripping, gzipBomb, hangup, huge, malformed, slowFirstByte, stalled, truncated } from './broken-answers.ts';
import { type Answer, type Refusal, rawBody, send, visitOf } from './system.ts';

interface Behaviour {
  means: string;
  /** How long it waits unless the name in the path says another time: `slow-5000ms`. */
  waitMs?: number;
  /** Answers instead of the system, or changes what it answers. Without it, the system itself takes notice. */
  act?: RequestHandler;
}

/**
 * Ways to misbehave: `/~<behaviour>/<system>/…` is the system misbehaving so; a behaviour that waits also takes a time,
 * such as `/~slow-5000ms/openai/v1`. What begins with `stream-` is for streams of chat completions and responses alone.
 */
export const behaviours = {
  anonymous: { means: 'Jira takes every credential for wrong and answers as to nobody, with status 200' },
  html: { means: 'a login page with status 200', act: always({ status: 200, ...loginPage() }) },
  'bad-request': { means: '400', act: refuse('badRequest') },
  unauthorized: { means: '401', act: refuse('unauthorized') },
  expired: { means: '401 as for an expired token', act: refuse('expired') },
  forbidden: { means: '403', act: refuse('forbidden') },
  sso: { means: '403 with X-GitHub-SSO: the organisation wants single sign-on', act: always(ssoRequired()) },
  captcha: { means: '403: a CAPTCHA has to be solved first (Jira)', act: always(captchaRequired()) },
  missing: { means: '404', act: refuse('missing') },
  'request-timeout': { means: '408', act: refuse('requestTimeout') },
  conflict: { means: '409', act: refuse('conflict') },
  gone: { means: '410', act: refuse('gone') },
  unprocessable: { means: '422', act: refuse('unprocessable') },
  'rate-limited': { means: '429 with Retry-After: 7', waitMs: 7000, act: refuse('rateLimited') },
  'rate-limited-bare': { means: '429 without Retry-After', act: refuse('rateLimited') },
  'rate-limited-silent': { means: '429 without a word of when to come back', act: refuse('rateLimited', () => ({})) },
  'secondary-limit': { means: "403 in GitHub's words for the secondary limit", act: always(secondaryLimit()) },
  fault: { means: '500', act: refuse('fault') },
  'fault-once': { means: '500, and an answer when the same request comes again', act: refuseFirst },
  unavailable: { means: '503 with Retry-After: 30', waitMs: 30_000, act: refuse('unavailable') },
  'public-models': { means: 'the list of models is answered to any key' },
  'no-models': { means: 'the list of models is refused, chat works' },
  slow: { means: 'first byte after 60 s', waitMs: 60_000, act: slowFirstByte },
  stall: { means: 'headers and half of the body, then nothing', act: stalled },
  drip: { means: 'a byte a second', waitMs: 1000, act: dripping },
  redirect: { means: '302 to another origin on the loopback', act: redirectElsewhere },
  'redirect-metadata': { means: '302 to the metadata address of a cloud', act: redirectToMetadata },
  huge: { means: 'a body of 10 MB', act: huge },
  'gzip-bomb': { means: 'a body of 1 MB that unpacks to 1 GB', act: gzipBomb },
  malformed: { means: 'JSON that breaks off', act: malformed },
  truncated: { means: 'half of the announced body, then the connection is closed', act: truncated },
  hangup: { means: 'the connection is closed before an answer', act: hangup },
  'wrong-shape': { means: 'valid JSON of another shape', act: always({ status: 200, body: { ok: [] } }) },
  'no-stream-options': { means: 'a stream is refused when stream_options is set' },
  'old-api-params': { means: 'max_completion_tokens is refused with unsupported_parameter' },
  'no-deployment': { means: '404 DeploymentNotFound for every deployment' },
  'odd-usage': { means: 'the usage of a stream comes with its last choice, not in a chunk of its own' },
  'no-usage': { means: 'an answer without usage' },
  paced: { means: 'a stream with 20 ms between its pieces of content', waitMs: 20 },
  unfinished: {
    means: 'a stream that ends cleanly after its content: no finish_reason and [DONE], no response.completed',
  },
  'stream-slow': { means: 'a stream that begins, and has its first content after 60 s', waitMs: 60_000 },
  'stream-error-first': { means: 'a stream whose first event is an error' },
  'stream-error': { means: 'a stream that reports an error before its first content' },
  'stream-error-late': { means: 'a stream that reports an error (response.failed) after 20 pieces of content' },
  'stream-cut': { means: 'a stream whose connection is closed after 20 pieces of content' },
  'stream-stall': { means: 'a stream that keeps silent after 20 pieces of content' },
  'stream-malformed': { means: 'a stream with an event of broken JSON after 20 pieces of content, then the rest' },
  'stream-no-done': { means: 'a stream without its last event: [DONE], or response.completed' },
  'stream-preamble': { means: 'a stream with 200 events before its first content' },
  'stream-huge': { means: 'a stream with an event of 10 MB' },
  'stream-odd-framing': {
    means: 'a stream with comments, CRLF, data on several lines, and packets that end within characters',
  },
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof behaviours;

/** A behaviour as a path names it, with the time it waits; undefined when there is none of that name. */
export function readBehaviour(text: string): { name: BehaviourName; waitMs: number } | undefined {
  const [, untimed = text, given] = /^(.+)-(\d{1,8})ms$/.exec(text) ?? [];
  if (!isBehaviour(untimed)) return undefined;
  const { waitMs }: Behaviour = behaviours[untimed];
  if (given !== undefined && waitMs === undefined) return undefined;
  return { name: untimed, waitMs: Number(given ?? waitMs ?? 0) };
}

function isBehaviour(name: string): name is BehaviourName {
  return Object.hasOwn(behaviours, name);
}

export const behave: RequestHandler = (req, res, next) => {
  const { behaviour } = visitOf(res);
  const found: Behaviour | undefined = behaviour && behaviours[behaviour];
  if (found?.act) return found.act(req, res, next);
  next();
};

type Headers = Record<string, string>;

function withTime(headers: Headers, waitMs: number): Headers {
  return { ...headers, ...retryAfter(waitMs) };
}

function refuse(refusal: Refusal, headersOf = withTime): RequestHandler {
  return (_req, res) => {
    const { system, waitMs } = visitOf(res);
    const { headers, ...answer } = system.refusals[refusal];
    send(res, { ...answer, headers: headersOf(headers ?? {}, waitMs) });
  };
}

/** In whole seconds; what is finer goes as the AI providers say it, too. */
function retryAfter(waitMs: number): Headers {
  if (waitMs === 0) return {};
  const seconds = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  return waitMs % 1000 === 0 ? seconds : { ...seconds, 'retry-after-ms': String(waitMs) };
}

function refuseFirst(...[req, res, next]: Parameters<RequestHandler>): void {
  const known: Set<string> = req.app.locals.refusedOnce;
  const request = `${req.method} ${req.originalUrl} ${rawBody(req)}`;
  if (known.has(request)) next();
  else send(res, visitOf(res).system.refusals.fault);
  known.add(request);
}

function always(answer: Answer): RequestHandler {
  return (_req, res) => send(res, answer);
}

function redirectElsewhere(...[req, res]: Parameters<RequestHandler>): void {
  const { origin }: { origin: string } = req.app.locals.elsewhere;
  res.redirect(302, origin + req.originalUrl.replace('/~redirect', ''));
}

function redirectToMetadata(...[, res]: Parameters<RequestHandler>): void {
  res.redirect(302, 'http://169.254.169.254/latest/meta-data/');
}

function loginPage() {
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html lang="en"><head><title>Log in</title></head><body><form method="post" action="/login"><input name="username"><input name="password" type="password"><button>Log in</button></form></body></html>',
  };
}

function ssoRequired(): Answer {
  return {
    status: 403,
    headers: { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=AAAA' },
    body: {
      message:
        'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      documentation_url:
        'https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/',
      status: '403',
    },
  };
}

function captchaRequired(): Answer {
  return {
    status: 403,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'x-seraph-loginreason': 'AUTHENTICATION_DENIED',
      'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=https://jira.example.com/login.jsp',
    },
    body: '<html><head><title>Forbidden (403)</title></head><body>Basic Authentication Failure - Reason : AUTHENTICATION_DENIED</body></html>',
  };
}

function secondaryLimit(): Answer {
  return {
    status: 403,
    headers: { 'retry-after': '60' },
    body: {
      documentation_url:
        'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      status: '403',
    },
  };
}
