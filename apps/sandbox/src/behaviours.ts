import type { RequestHandler } from 'express';
import { dripping, gzipBomb, hangup, huge, malformed, slowFirstByte, stalled, truncated } from './broken-answers.ts';
import { type Answer, type Refusal, send, visitOf } from './system.ts';

interface Behaviour {
  means: string;
  /** Answers instead of the system, or changes what it answers. Without it, the system itself takes notice. */
  act?: RequestHandler;
}

/** Ways to misbehave: `/~<behaviour>/<system>/…` is the system misbehaving so. */
export const behaviours = {
  anonymous: { means: 'Jira takes every credential for wrong and answers as to nobody, with status 200' },
  html: { means: 'a login page with status 200', act: always({ status: 200, ...loginPage() }) },
  unauthorized: { means: '401', act: refuse('unauthorized') },
  expired: { means: '401 as for an expired token', act: refuse('expired') },
  forbidden: { means: '403', act: refuse('forbidden') },
  sso: { means: '403 with X-GitHub-SSO: the organisation wants single sign-on', act: always(ssoRequired()) },
  captcha: { means: '403: a CAPTCHA has to be solved first (Jira)', act: always(captchaRequired()) },
  missing: { means: '404', act: refuse('missing') },
  gone: { means: '410', act: refuse('gone') },
  'rate-limited': { means: '429 with Retry-After: 7', act: refuse('rateLimited', { 'retry-after': '7' }) },
  'rate-limited-bare': { means: '429 without Retry-After', act: refuse('rateLimited') },
  'secondary-limit': { means: "403 in GitHub's words for the secondary limit", act: always(secondaryLimit()) },
  fault: { means: '500', act: refuse('fault') },
  unavailable: { means: '503 with Retry-After: 30', act: refuse('unavailable', { 'retry-after': '30' }) },
  'public-models': { means: 'the list of models is answered to any key' },
  'no-models': { means: 'the list of models is refused, chat works' },
  slow: { means: 'first byte after 60 s', act: slowFirstByte },
  stall: { means: 'headers and half of the body, then nothing', act: stalled },
  drip: { means: 'a byte a second', act: dripping },
  redirect: { means: '302 to another origin on the loopback', act: redirectElsewhere },
  'redirect-metadata': { means: '302 to the metadata address of a cloud', act: redirectToMetadata },
  huge: { means: 'a body of 10 MB', act: huge },
  'gzip-bomb': { means: 'a body of 1 MB that unpacks to 1 GB', act: gzipBomb },
  malformed: { means: 'JSON that breaks off', act: malformed },
  truncated: { means: 'half of the announced body, then the connection is closed', act: truncated },
  hangup: { means: 'the connection is closed before an answer', act: hangup },
  'wrong-shape': { means: 'valid JSON of another shape', act: always({ status: 200, body: { ok: [] } }) },
  'old-api-params': { means: 'max_completion_tokens is refused with unsupported_parameter' },
  'no-deployment': { means: '404 DeploymentNotFound for every deployment' },
  'odd-usage': { means: 'the usage of a stream comes with its last choice, not in a chunk of its own' },
  'no-usage': { means: 'an answer without usage' },
  'stream-error': { means: 'a stream that reports an error before its first content' },
  unfinished: { means: 'a stream that ends cleanly, without finish_reason and [DONE]' },
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof behaviours;

export function isBehaviour(name: string): name is BehaviourName {
  return Object.hasOwn(behaviours, name);
}

export const behave: RequestHandler = (req, res, next) => {
  const { behaviour } = visitOf(res);
  const found: Behaviour | undefined = behaviour && behaviours[behaviour];
  if (found?.act) return found.act(req, res, next);
  next();
};

function refuse(refusal: Refusal, headers: Record<string, string> = {}): RequestHandler {
  return (_req, res) => {
    const answer = visitOf(res).system.refusals[refusal];
    send(res, { ...answer, headers: { ...answer.headers, ...headers } });
  };
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
