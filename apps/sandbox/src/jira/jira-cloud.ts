import { randomUUID } from 'node:crypto';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { accounts } from '../accounts.ts';
import { basicPair, bearerToken, same } from '../credentials.ts';
import { behaves, jsonBody, queryText, type Refusals, type System, send, visitOf, wholeNumber } from '../system.ts';
import { issues, projects, selfTimeZone } from './jira-data.ts';
import { checkJql, errorAnswer, findIssues, invalidPayload, JiraError, readSearch } from './jira-search.ts';
import { type Dialect, issueView, projectView, selfView } from './jira-views.ts';
import { jiraTime } from './zoned-time.ts';

const { username, token, scopedToken, cloudId } = accounts.jira;
const mostIssues = 100;
const mostIds = 5000;

/** A site lets everybody in, but shows nothing to those it does not know. */
const identify: RequestHandler = (req, res, next) => {
  res.set({ 'atl-traceid': randomUUID().replaceAll('-', ''), 'x-arequestid': randomUUID() });
  if (/^ ?Bearer \S/.test(req.get('authorization') ?? '')) {
    return res.status(403).json({ error: 'Failed to parse Connect Session Auth Token' });
  }
  const pair = basicPair(req);
  const known = isUser(req) && same(pair?.password, token) && !behaves(res, 'anonymous');
  if (!known && (pair?.username || behaves(res, 'anonymous'))) res.set('x-seraph-loginreason', 'AUTHENTICATED_FAILED');
  res.locals.known = known;
  next();
};

/** The gateway for scoped tokens, which refuses strangers. */
const identifyScoped: RequestHandler = (req, res, next) => {
  if (req.params.cloudId !== cloudId) return res.status(404).json({ code: 404, message: 'Not Found' });
  const fromPair = isUser(req) ? basicPair(req)?.password : undefined;
  if (!same(fromPair ?? bearerToken(req), scopedToken) || behaves(res, 'anonymous')) {
    return res.status(401).json({ code: 401, message: 'Unauthorized' });
  }
  res.locals.known = true;
  next();
};

function isUser(req: Request): boolean {
  return same(basicPair(req)?.username.toLowerCase(), username);
}

const isKnown = (res: Response): boolean => res.locals.known;
const dialectOf = (res: Response): Dialect => ({ site: visitOf(res).base, version: 3, cloud: true });

const api = Router();

api.get('/myself', (_req, res) => {
  if (isKnown(res)) return void res.json(selfView(dialectOf(res)));
  const realm = encodeURIComponent(visitOf(res).base);
  res.set('www-authenticate', `OAuth realm="${realm}"`);
  res.status(401).type('html').send('Client must be authenticated to access this resource.');
});

api.get('/serverInfo', (_req, res) => {
  const { base } = visitOf(res);
  res.json({
    baseUrl: base,
    displayUrl: base,
    version: '1001.0.0-SNAPSHOT',
    versionNumbers: [1001, 0, 0],
    deploymentType: 'Cloud',
    buildNumber: 100_290,
    buildDate: '2026-09-01T00:00:00.000+0000',
    serverTime: jiraTime(Date.now(), selfTimeZone),
    scmInfo: '0'.repeat(40),
    serverTitle: 'Jira',
    defaultLocale: { locale: 'en_US' },
    serverTimeZone: selfTimeZone,
  });
});

api.get('/project/search', (req, res) => {
  const startAt = wholeNumber(queryText(req, 'startAt'), 0, 0, Number.MAX_SAFE_INTEGER);
  const maxResults = wholeNumber(queryText(req, 'maxResults'), 50, 1, 100);
  const visible = isKnown(res) ? projects : [];
  const values = visible.slice(startAt, startAt + maxResults).map((project) => projectView(project, dialectOf(res)));
  const self = `${visitOf(res).base}/rest/api/3/project/search?maxResults=${maxResults}&startAt=${startAt}`;
  const isLast = startAt + maxResults >= visible.length;
  res.json({ self, maxResults, startAt, total: visible.length, isLast, values });
});

const search: RequestHandler = (req, res) => {
  const { jql, fields = ['id'], maxResults, nextPageToken } = readSearch(req);
  const onlyIds = fields.every((name) => name === 'id' || name === 'key');
  const limit = pageSize(maxResults, onlyIds ? mostIds : mostIssues);
  const start = readPageToken(nextPageToken, jql);
  const found = findIssues(jql, true);
  const visible = isKnown(res) ? found : [];
  const view = (issue: (typeof issues)[number]) => {
    if (onlyIds && !fields.includes('key')) return { id: issue.id };
    return onlyIds ? { id: issue.id, key: issue.key } : issueView(issue, fields, dialectOf(res));
  };
  const end = start + limit;
  const isLast = end >= visible.length;
  const page = { issues: visible.slice(start, end).map(view), isLast };
  res.json(isLast ? page : { ...page, nextPageToken: pageToken(end, jql) });
};
api.route('/search/jql').get(search).post(search);

api.post('/search/approximate-count', (req, res) => {
  const found = findIssues(readSearch(req).jql, true);
  res.json({ count: isKnown(res) ? found.length : 0 });
});

api.post('/jql/parse', (req, res) => {
  const queries = jsonBody(req)?.queries;
  if (!Array.isArray(queries) || !queries.every((query) => typeof query === 'string')) throw invalidPayload();
  const validation = queryText(req, 'validation') ?? 'strict';
  res.json({ queries: queries.map((query) => checkJql(query, validation)) });
});

api.get('/issue/:key', (req, res) => {
  const { key } = req.params;
  const issue = isKnown(res) && issues.find((candidate) => candidate.key === key.toUpperCase() || candidate.id === key);
  if (!issue) throw new JiraError(404, ['Issue does not exist or you do not have permission to see it.']);
  res.json(issueView(issue, queryText(req, 'fields')?.split(',') ?? ['*all'], dialectOf(res)));
});

const removed: RequestHandler = () => {
  throw new JiraError(410, [
    'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
  ]);
};

const routes = Router();
const site = Router({ mergeParams: true });
site.all(['/rest/api/2/search', '/rest/api/3/search', '/rest/api/latest/search'], removed);
site.use('/rest/api/3', api);
routes.use('/ex/jira/:cloudId', identifyScoped, site);
routes.use(identify, site);
routes.use((_req, res) => send(res, refusals.missing));
routes.use(((error, _req, res, next) => {
  if (error instanceof JiraError) send(res, errorAnswer(error));
  else next(error);
}) satisfies ErrorRequestHandler);

function pageSize(wanted: unknown, most: number): number {
  const number = Number(wanted ?? 50);
  if (Number.isInteger(number) && number >= 1 && number <= mostIds) return Math.min(number, most);
  throw new JiraError(400, [`The value for maxResults must be between 1 and ${mostIds}.`]);
}

/** Good for the query it was made for. */
function pageToken(start: number, jql: string): string {
  return Buffer.from(JSON.stringify({ start, jql })).toString('base64url');
}

function readPageToken(token: unknown, jql: string): number {
  if (token === undefined || token === null || token === '') return 0;
  const [, start, query] =
    /^\{"start":(\d+),"jql":(.*)\}$/.exec(Buffer.from(String(token), 'base64url').toString()) ?? [];
  if (start === undefined || query !== JSON.stringify(jql)) {
    throw new JiraError(400, ['The provided next page token is invalid or expired.']);
  }
  return Number(start);
}

const plain = (status: number, message: string, headers: Record<string, string> = {}) => ({
  ...errorAnswer(new JiraError(status, [message])),
  headers,
});

const html = { 'content-type': 'text/html; charset=utf-8' };
const mustAuthenticate = { status: 401, headers: html, body: 'Client must be authenticated to access this resource.' };

const refusals: Refusals = {
  badRequest: plain(400, 'The request is not valid.'),
  unauthorized: mustAuthenticate,
  expired: mustAuthenticate,
  forbidden: plain(403, 'You do not have the permission to see the specified resource.'),
  missing: plain(404, 'There is nothing at this address.'),
  requestTimeout: plain(408, 'The request timed out.'),
  conflict: plain(409, 'The issue was changed by someone else.'),
  gone: plain(410, 'The requested API has been removed.'),
  unprocessable: plain(422, 'The request cannot be processed.'),
  rateLimited: plain(429, 'Rate limit exceeded.', { 'ratelimit-reason': 'jira-burst-based' }),
  fault: plain(500, 'Internal server error'),
  unavailable: plain(503, 'Jira is temporarily unavailable.'),
};

/** A site of Jira Cloud, with the gateway for scoped tokens below `/ex/jira/{cloudId}`. */
export const jiraCloud: System = { name: 'jira', title: 'Jira Cloud', base: '/jira', routes, refusals };
