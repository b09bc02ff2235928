import { randomUUID } from 'node:crypto';
import { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import { accounts } from '../accounts.ts';
import { basicPair, bearerToken, same } from '../credentials.ts';
import { type Answer, behaves, queryText, type Refusals, type System, send, visitOf, wholeNumber } from '../system.ts';
import { issues, projects, selfTimeZone } from './jira-data.ts';
import { errorAnswer, findIssues, JiraError, readSearch } from './jira-search.ts';
import { type Dialect, issueView, projectView, selfView } from './jira-views.ts';
import { jiraTime } from './zoned-time.ts';

const { pat, username, password } = accounts.jiraDc;
const mostIssues = 1000;
const html = { 'content-type': 'text/html; charset=utf-8' };

const basicFailed: Answer = {
  status: 401,
  headers: { ...html, 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' },
  body: '<html><head><title>Unauthorized (401)</title></head><body>Basic Authentication Failure - Reason : AUTHENTICATED_FAILED</body></html>',
};
const mustAuthenticate: Answer = {
  status: 401,
  body: { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
};

/** A wrong credential is refused everywhere; none at all may see what is public. */
const identify: RequestHandler = (req, res, next) => {
  res.set({ 'x-arequestid': randomUUID(), 'x-anodeid': 'node1' });
  const pair = basicPair(req);
  const bearer = bearerToken(req);
  const known = same(bearer, pat) || (same(pair?.username, username) && same(pair?.password, password));
  if (behaves(res, 'anonymous')) res.set('x-seraph-loginreason', 'AUTHENTICATED_FAILED');
  else if (!known && pair) return send(res, withRealm(basicFailed, res));
  else if (!known && bearer) return send(res, withRealm(mustAuthenticate, res));
  res.locals.known = known && !behaves(res, 'anonymous');
  res.set('x-ausername', res.locals.known ? username : 'anonymous');
  next();
};

function withRealm(answer: Answer, res: Response): Answer {
  const realm = encodeURIComponent(visitOf(res).base);
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': `OAuth realm="${realm}"` } };
}

const isKnown = (res: Response): boolean => res.locals.known;
const dialectOf = (res: Response): Dialect => ({ site: visitOf(res).base, version: 2, cloud: false });

const api = Router();

api.get('/serverInfo', (_req, res) => {
  res.json({
    baseUrl: visitOf(res).base,
    version: '10.3.12',
    versionNumbers: [10, 3, 12],
    deploymentType: 'Server',
    buildNumber: 10_030_012,
    buildDate: '2026-05-04T00:00:00.000+0200',
    serverTime: jiraTime(Date.now(), selfTimeZone),
    scmInfo: '0'.repeat(40),
    serverTitle: 'Jira',
  });
});

api.get('/myself', (_req, res) => {
  if (isKnown(res)) res.json(selfView(dialectOf(res)));
  else send(res, withRealm(mustAuthenticate, res));
});

api.get('/project', (_req, res) => {
  res.json(isKnown(res) ? projects.map((project) => projectView(project, dialectOf(res))) : []);
});

const search: RequestHandler = (req, res) => {
  const { jql, fields = ['*navigable'], maxResults, startAt } = readSearch(req);
  const found = findIssues(jql, false);
  const visible = isKnown(res) ? found : [];
  const start = wholeNumber(startAt, 0, 0, Number.MAX_SAFE_INTEGER);
  const limit = wholeNumber(maxResults, 50, 0, mostIssues);
  res.json({
    expand: 'schema,names',
    startAt: start,
    maxResults: limit,
    total: visible.length,
    issues: visible.slice(start, start + limit).map((issue) => issueView(issue, fields, dialectOf(res))),
  });
};
api.route('/search').get(search).post(search);

api.get('/issue/:key', (req, res) => {
  const { key } = req.params;
  const issue = isKnown(res) && issues.find((candidate) => candidate.key === key.toUpperCase() || candidate.id === key);
  if (!issue) throw new JiraError(404, ['Issue Does Not Exist']);
  res.json(issueView(issue, queryText(req, 'fields')?.split(',') ?? ['*all'], dialectOf(res)));
});

const routes = Router();
routes.use(identify);
routes.use('/rest/api/2', api);
routes.use('/rest/api/latest', api);
routes.use((_req, res) => send(res, refusals.missing));
routes.use(((error, _req, res, next) => {
  if (error instanceof JiraError) send(res, errorAnswer(error));
  else next(error);
}) satisfies ErrorRequestHandler);

const plain = (status: number, message: string) => errorAnswer(new JiraError(status, [message]));

const refusals: Refusals = {
  badRequest: plain(400, 'The request is not valid.'),
  unauthorized: basicFailed,
  // An expired token is no longer known, and is answered as a wrong one.
  expired: mustAuthenticate,
  forbidden: plain(403, 'You do not have the permission to see the specified resource.'),
  missing: {
    status: 404,
    headers: html,
    body: '<html><head><title>Oops, you&#39;ve found a dead link.</title></head></html>',
  },
  requestTimeout: plain(408, 'The request timed out.'),
  conflict: plain(409, 'The issue was changed by someone else.'),
  gone: plain(410, 'The requested API has been removed.'),
  unprocessable: plain(422, 'The request cannot be processed.'),
  rateLimited: {
    status: 429,
    headers: { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0' },
    body: 'Rate limit exceeded.',
  },
  fault: plain(500, 'Internal server error'),
  unavailable: { status: 503, headers: html, body: '<html><head><title>Jira is starting up</title></head></html>' },
};

/** Jira Data Center, installed below a context path. */
export const jiraDataCenter: System = {
  name: 'jira-dc',
  title: 'Jira Data Center',
  base: '/jira-dc',
  routes,
  refusals,
};
