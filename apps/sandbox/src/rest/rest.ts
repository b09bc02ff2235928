import { type Request, type RequestHandler, type Response, Router } from 'express';
import { accounts } from '../accounts.ts';
import { basicPair, bearerToken, same } from '../credentials.ts';
import { plainRefusals, problem } from '../plain-refusals.ts';
import { queryText, type System, send, visitOf, wholeNumber } from '../system.ts';
import { collections, type Row } from './rest-data.ts';

type Pagination = (req: Request, res: Response, rows: Row[], base: string) => void;

/** One collection per way of paging that APIs in the wild have. */
const paginations: Record<keyof typeof collections, Pagination> = {
  orders(req, res, rows) {
    const page = wholeNumber(queryText(req, 'page'), 1, 1, Number.MAX_SAFE_INTEGER);
    const perPage = wholeNumber(queryText(req, 'per_page'), 25, 1, 100);
    const start = (page - 1) * perPage;
    const totalPages = Math.ceil(rows.length / perPage);
    const data = rows.slice(start, start + perPage);
    res.json({ data, page, per_page: perPage, total: rows.length, total_pages: totalPages });
  },
  customers(req, res, rows) {
    const offset = wholeNumber(queryText(req, 'offset'), 0, 0, Number.MAX_SAFE_INTEGER);
    const limit = wholeNumber(queryText(req, 'limit'), 25, 1, 100);
    res.json({ result: { items: rows.slice(offset, offset + limit), offset, limit, count: rows.length } });
  },
  events(req, res, rows) {
    const limit = wholeNumber(queryText(req, 'limit'), 25, 1, 100);
    const cursor = queryText(req, 'cursor');
    const start = cursor ? rows.findIndex(({ id }) => Buffer.from(cursor, 'base64url').toString() === id) + 1 : 0;
    if (cursor && start === 0) return send(res, problem(400, 'The cursor is not one of ours.'));
    const events = rows.slice(start, start + limit);
    const last = events.at(-1);
    const more = start + limit < rows.length && last;
    res.json({ events, meta: { next_cursor: more ? Buffer.from(last.id).toString('base64url') : null } });
  },
  products(req, res, rows, base) {
    const page = wholeNumber(queryText(req, 'page'), 1, 1, Number.MAX_SAFE_INTEGER);
    const size = wholeNumber(queryText(req, 'size'), 25, 1, 100);
    const last = Math.max(Math.ceil(rows.length / size), 1);
    const link = (to: number, rel: string) => {
      const query = new URLSearchParams({ ...flat(req), page: String(to), size: String(size) });
      return `<${base}/products?${query}>; rel="${rel}"`;
    };
    if (page < last) res.set('link', `${link(page + 1, 'next')}, ${link(last, 'last')}`);
    res.json(rows.slice((page - 1) * size, page * size));
  },
};

function flat(req: Request): Record<string, string> {
  return Object.fromEntries(Object.keys(req.query).map((name) => [name, queryText(req, name) ?? '']));
}

/** Rows changed since `updated_since`, of one `status`, oldest change first. */
function filtered(req: Request, rows: Row[]): Row[] {
  const since = queryText(req, 'updated_since');
  const status = queryText(req, 'status');
  return rows.filter(
    (row) => (!since || Date.parse(row.updated_at) >= Date.parse(since)) && (!status || row.status === status),
  );
}

type Scheme = 'basic' | 'bearer' | 'header' | 'query';

function schemeOf(req: Request): Scheme | undefined {
  const { username, password, key, bearer } = accounts.rest;
  const pair = basicPair(req);
  if (same(pair?.username, username) && same(pair?.password, password)) return 'basic';
  if (same(bearerToken(req), bearer)) return 'bearer';
  if (same(req.get('x-api-key'), key)) return 'header';
  if (same(queryText(req, 'api_key'), key)) return 'query';
  return undefined;
}

const authenticate: RequestHandler = (req, res, next) => {
  res.locals.scheme = schemeOf(req);
  if (res.locals.scheme) return next();
  send(res, plainRefusals.unauthorized);
};

const routes = Router();
routes.get('/health', (_req, res) => void res.json({ status: 'ok' }));
routes.use(authenticate);
routes.get('/me', (_req, res) => {
  res.json({ id: 'acc_1001', name: 'Integration account', authenticated_by: res.locals.scheme });
});
for (const [name, paginate] of Object.entries(paginations)) {
  const rows: Row[] = collections[name as keyof typeof collections];
  routes.get(`/${name}`, (req, res) => paginate(req, res, filtered(req, rows), visitOf(res).base));
  routes.get(`/${name}/:id`, (req, res) => {
    const row = rows.find(({ id }) => id === req.params.id);
    if (row) res.json(row);
    else send(res, plainRefusals.missing);
  });
}
routes.use((_req, res) => send(res, plainRefusals.missing));

/** A REST API as a company might have it: four ways of paging, four ways to authenticate. */
export const rest: System = { name: 'rest', title: 'Custom REST API', base: '/rest', routes, refusals: plainRefusals };
