import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Ledger } from './ai/ledger.ts';
import { PromptCache } from './ai/prompt-cache.ts';
import { behave, behaviours, readBehaviour } from './behaviours.ts';
import { type Journal, remember, type SeenRequest } from './journal.ts';
import { rawBody, type System, type Visit, visitOf } from './system.ts';

const keptOfBody = 64 * 1024;

/** All systems behind one handler: find the system, write down the request, misbehave if asked to, answer. */
export function createApp(systems: System[], journal: Journal, ledger: Ledger, home: RequestHandler): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/', home);
  app.get('/ledger', (_req, res) => void res.json(ledger.entries));
  app.delete('/ledger', (_req, res) => {
    ledger.clear();
    res.status(204).end();
  });
  app.use(express.raw({ type: () => true, limit: '32mb' }));
  app.use(findSystem(systems, ledger));
  app.use((_req, res, next) => {
    const { seen } = visitOf(res);
    remember(journal.requests, seen);
    followToEnd(seen, res);
    next();
  });
  app.use(behave);
  app.use((req, res, next) => visitOf(res).system.routes(req, res, next));
  app.use(complain);
  return app;
}

function findSystem(systems: System[], ledger: Ledger): RequestHandler {
  const prompts = new PromptCache();
  const byName = new Map(systems.map((system) => [system.name, system]));
  return (req, res, next) => {
    const [, prefix = '', named, name = '', rest = ''] = /^((?:\/~([^/?]+))?)\/([^/?]+)(.*)$/.exec(req.url) ?? [];
    const system = byName.get(name);
    if (!system) return res.status(404).json({ error: `There is no system "${name}".`, systems: [...byName.keys()] });
    const behaviour = named === undefined ? undefined : readBehaviour(named);
    if (named !== undefined && !behaviour) {
      return res.status(404).json({ error: `There is no behaviour "${named}".`, behaviours: Object.keys(behaviours) });
    }
    const visit: Visit = {
      system,
      behaviour: behaviour?.name,
      waitMs: behaviour?.waitMs ?? 0,
      base: `${req.protocol}://${req.host}${prefix}/${name}`,
      seen: seen(req, name, named),
      apiKey: '',
      ledger,
      prompts,
      hungUp: false,
    };
    res.locals.visit = visit;
    req.url = rest.startsWith('/') ? rest : `/${rest}`;
    next();
  };
}

function seen(req: Request, system: string, behaviour: string | undefined): SeenRequest {
  return {
    system,
    behaviour: behaviour ?? null,
    method: req.method,
    path: req.url,
    headers: req.headers,
    body: rawBody(req).toString('utf8', 0, keptOfBody),
    at: new Date(),
    chunks_sent: 0,
    closed_at: null,
    closed_early: false,
  };
}

function followToEnd(seen: SeenRequest, res: Response): void {
  res.once('close', () => {
    seen.closed_at = new Date();
    seen.closed_early = !res.writableFinished && !visitOf(res).hungUp;
  });
}

const complain: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const status = Number.isInteger(error?.status) ? error.status : 500;
  res.status(status).json({ error: error instanceof Error ? error.message : String(error) });
};
