import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { behave, behaviours, isBehaviour } from './behaviours.ts';
import { type Journal, remember } from './journal.ts';
import { rawBody, type System, visitOf } from './system.ts';

const keptOfBody = 64 * 1024;

/** All systems behind one handler: find the system, write down the request, misbehave if asked to, answer. */
export function createApp(systems: System[], journal: Journal, home: RequestHandler): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/', home);
  app.use(express.raw({ type: () => true, limit: '32mb' }));
  app.use(findSystem(systems));
  app.use((req, res, next) => {
    remember(journal.requests, seen(req, res.locals.path, visitOf(res)));
    next();
  });
  app.use(behave);
  app.use((req, res, next) => visitOf(res).system.routes(req, res, next));
  app.use(complain);
  return app;
}

function findSystem(systems: System[]): RequestHandler {
  const byName = new Map(systems.map((system) => [system.name, system]));
  return (req, res, next) => {
    const [, prefix = '', behaviour, name = '', rest = ''] = /^((?:\/~([^/?]+))?)\/([^/?]+)(.*)$/.exec(req.url) ?? [];
    const system = byName.get(name);
    if (!system) return res.status(404).json({ error: `There is no system "${name}".`, systems: [...byName.keys()] });
    if (behaviour !== undefined && !isBehaviour(behaviour)) {
      return res
        .status(404)
        .json({ error: `There is no behaviour "${behaviour}".`, behaviours: Object.keys(behaviours) });
    }
    const base = `${req.protocol}://${req.host}${prefix}/${name}`;
    res.locals.visit = { system, behaviour, base };
    res.locals.path = req.url;
    req.url = rest.startsWith('/') ? rest : `/${rest}`;
    next();
  };
}

function seen(req: Request, path: string, visit: { system: System; behaviour: string | undefined }) {
  return {
    system: visit.system.name,
    behaviour: visit.behaviour ?? null,
    method: req.method,
    path,
    headers: req.headers,
    body: rawBody(req).toString('utf8', 0, keptOfBody),
    at: new Date(),
  };
}

const complain: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const status = Number.isInteger(error?.status) ? error.status : 500;
  res.status(status).json({ error: error instanceof Error ? error.message : String(error) });
};
