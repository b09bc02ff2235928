import { createHash, randomBytes } from 'node:crypto';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { GithubApp } from '../accounts.ts';
import { queryText, type System, send, visitOf, wholeNumber } from '../system.ts';
import { createGithubAuth, hasAccess, mayRead, type Visitor } from './github-auth.ts';
import { orgs, type Repo, repos } from './github-data.ts';
import { errorAnswer, GithubError, githubRefusals } from './github-error.ts';
import { createRateCounter } from './github-rate.ts';
import { parseSearch } from './github-search.ts';
import { appPermissions, app as appView, fullRepository, type Place, privateUser, repository } from './github-views.ts';

const supportedVersions = ['2022-11-28', '2026-03-10'];
const tokenExpiration = '2027-12-31 00:00:00 UTC';

type Product = 'github.com' | 'enterprise-server';

/** GitHub's REST API, as api.github.com or below `/api/v3` of an Enterprise Server. */
export function createGithub(product: Product, app: GithubApp): System {
  const auth = createGithubAuth(app);
  const rate = createRateCounter();
  const onServer = product === 'enterprise-server';
  const prefix = onServer ? '/api/v3' : '';
  const placeOf = (res: Response): Place => {
    const { base } = visitOf(res);
    return { api: base + prefix, html: onServer ? base : 'https://github.com' };
  };
  const identify: RequestHandler = (req, res, next) => {
    res.set(commonHeaders(req));
    if (onServer) res.set('x-github-enterprise-version', 'enterprise-server@3.19.0');
    checkVersion(req);
    const visitor = auth.visitor(req);
    res.locals.visitor = visitor;
    describeToken(visitor, res);
    if (req.path !== '/rate_limit') rate.count(visitor, req.path.startsWith('/search/') ? 'search' : 'core', res);
    next();
  };
  const routes = Router();
  routes.use(identify);
  routes.get('/rate_limit', (req, res) => answer(req, res, rate.overview(visitorOf(res))));
  addUserRoutes(routes, placeOf);
  addRepositoryRoutes(routes, placeOf);
  addAppRoutes(routes, placeOf, app, auth.issue);
  routes.use(() => {
    throw notFound();
  });
  routes.use(wordError);
  return {
    name: onServer ? 'ghes' : 'github',
    title: onServer ? 'GitHub Enterprise Server' : 'GitHub',
    base: onServer ? '/ghes/api/v3' : '/github',
    routes: prefix ? Router().use(prefix, routes) : routes,
    refusals: githubRefusals,
  };
}

type PlaceOf = (res: Response) => Place;

function addUserRoutes(routes: Router, placeOf: PlaceOf): void {
  routes.get('/user', (req, res) => {
    demandUser(res);
    answer(req, res, privateUser(placeOf(res)));
  });
  routes.get('/user/repos', (req, res) => {
    demandUser(res);
    const own = repos.filter((repo) => hasAccess(visitorOf(res), repo));
    answer(
      req,
      res,
      page(req, res, sorted(req, own), placeOf(res)).map((repo) => repository(repo, placeOf(res))),
    );
  });
}

function addRepositoryRoutes(routes: Router, placeOf: PlaceOf): void {
  routes.get('/orgs/:org/repos', (req, res) => {
    const org = orgs.find(({ login }) => login === req.params.org.toLowerCase());
    if (!org) throw notFound();
    const visible = repos.filter((repo) => repo.owner === org.login && mayRead(visitorOf(res), repo));
    answer(
      req,
      res,
      page(req, res, sorted(req, visible), placeOf(res)).map((repo) => repository(repo, placeOf(res))),
    );
  });
  routes.get('/search/repositories', (req, res) => {
    const matches = parseSearch(queryText(req, 'q'));
    const found = repos.filter((repo) => matches(repo) && mayRead(visitorOf(res), repo));
    const items = page(req, res, sorted(req, found), placeOf(res));
    answer(req, res, {
      total_count: found.length,
      incomplete_results: false,
      items: items.map((repo) => ({ ...repository(repo, placeOf(res)), score: 1 })),
    });
  });
  routes.get('/repos/:owner/:repo', (req, res) => {
    const name = `${req.params.owner}/${req.params.repo}`.toLowerCase();
    const repo = repos.find((candidate) => `${candidate.owner}/${candidate.name}` === name);
    if (!repo || !mayRead(visitorOf(res), repo)) throw notFound();
    answer(req, res, fullRepository(repo, placeOf(res)));
  });
}

function addAppRoutes(
  routes: Router,
  placeOf: PlaceOf,
  { appId, clientId, installationId }: GithubApp,
  issue: () => { token: string; expiresAt: Date },
): void {
  const owner = orgs[0];
  if (!owner) throw new Error('An app is owned by an organisation.');
  const demandApp: RequestHandler = (_req, res, next) => {
    if (visitorOf(res).kind !== 'app') throw new GithubError(401, 'A JSON web token could not be decoded');
    next();
  };
  routes.get('/app', demandApp, (req, res) => answer(req, res, appView(Number(appId), clientId, owner, placeOf(res))));
  routes.post('/app/installations/:id/access_tokens', demandApp, (req, res) => {
    if (req.params.id !== installationId) throw notFound();
    const { token, expiresAt } = issue();
    const expires_at = expiresAt.toISOString().replace('.000', '');
    res.status(201).json({ token, expires_at, permissions: appPermissions, repository_selection: 'selected' });
  });
  routes.get('/installation/repositories', (req, res) => {
    const visitor = visitorOf(res);
    if (visitor.kind !== 'installation') {
      throw new GithubError(
        403,
        'You must authenticate with an installation access token in order to list repositories for an installation.',
      );
    }
    const selected = repos.filter((repo) => hasAccess(visitor, repo));
    const repositories = page(req, res, selected, placeOf(res)).map((repo) => repository(repo, placeOf(res)));
    answer(req, res, { total_count: selected.length, repository_selection: 'selected', repositories });
  });
}

function visitorOf(res: Response): Visitor {
  return res.locals.visitor;
}

function notFound(): GithubError {
  return new GithubError(404, 'Not Found');
}

function demandUser(res: Response): void {
  const { kind } = visitorOf(res);
  if (kind === 'nobody') throw new GithubError(401, 'Requires authentication');
  if (kind === 'app') throw new GithubError(401, 'Bad credentials');
  if (kind === 'installation') throw new GithubError(403, 'Resource not accessible by integration');
}

function commonHeaders(req: Request): Record<string, string> {
  const id = randomBytes(12)
    .toString('hex')
    .toUpperCase()
    .replace(/(.{4})(.{8})(.{8})(.*)/, '$1:$2:$3:$4');
  return {
    'x-github-request-id': id,
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': req.get('x-github-api-version') ?? '2022-11-28',
    vary: 'Accept, Authorization, Cookie, X-GitHub-OTP',
  };
}

function checkVersion(req: Request): void {
  const wanted = req.get('x-github-api-version');
  if (wanted === undefined || supportedVersions.includes(wanted)) return;
  throw new GithubError(400, `"${wanted}" is not a supported version; choose one of ${supportedVersions.join(', ')}.`);
}

/** Only classic tokens have scopes; the others say on each answer which permission it took. */
function describeToken({ kind }: Visitor, res: Response): void {
  if (kind === 'classic') res.set({ 'x-oauth-scopes': 'read:org, repo', 'x-accepted-oauth-scopes': '' });
  if (kind === 'fine-grained' || kind === 'installation') res.set('x-accepted-github-permissions', 'metadata=read');
  if (kind === 'fine-grained') res.set('github-authentication-token-expiration', tokenExpiration);
}

function sorted(req: Request, list: Repo[]): Repo[] {
  const by = queryText(req, 'sort');
  const keys: Record<string, (repo: Repo) => string | number> = {
    created: (repo) => repo.createdAt,
    updated: (repo) => repo.pushedAt,
    pushed: (repo) => repo.pushedAt,
    full_name: (repo) => `${repo.owner}/${repo.name}`,
    stars: (repo) => repo.stars,
    forks: (repo) => repo.stars % 7,
  };
  const key = by !== undefined && Object.hasOwn(keys, by) ? keys[by] : undefined;
  if (!key) return list;
  const ascending =
    (queryText(req, 'direction') ?? queryText(req, 'order') ?? (by === 'full_name' ? 'asc' : 'desc')) === 'asc';
  return list.toSorted((a, b) => {
    const [x, y] = ascending ? [key(a), key(b)] : [key(b), key(a)];
    return x < y ? -1 : Number(x > y);
  });
}

/** One page of a list, with the other pages in the Link header. */
function page<T>(req: Request, res: Response, list: T[], { api }: Place): T[] {
  const perPage = wholeNumber(queryText(req, 'per_page'), 30, 1, 100);
  const current = wholeNumber(queryText(req, 'page'), 1, 1, Number.MAX_SAFE_INTEGER);
  const last = Math.ceil(list.length / perPage);
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(req.url.split('?')[1]);
    query.set('page', String(to));
    return `<${api}${req.path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [link(current - 1, 'prev')] : []),
    ...(current < last ? [link(current + 1, 'next'), link(last, 'last')] : []),
    ...(current > 1 ? [link(1, 'first')] : []),
  ];
  if (links.length > 0) res.set('link', links.join(', '));
  return list.slice((current - 1) * perPage, current * perPage);
}

/** JSON with an ETag; 304 when the client has it already. */
function answer(req: Request, res: Response, body: unknown): void {
  const etag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
  res.set({ etag, 'cache-control': 'private, max-age=60, s-maxage=60' });
  if (req.get('if-none-match') === etag) res.status(304).end();
  else res.json(body);
}

const wordError: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof GithubError) send(res, errorAnswer(error));
  else next(error);
};
