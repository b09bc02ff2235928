import { randomBytes } from 'node:crypto';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { behaves, jsonBody, type Refusals, send, visitOf } from '../system.ts';
import { ApiError, errorAnswer } from './api-error.ts';
import { chat } from './chat.ts';
import { embed } from './embeddings.ts';
import type { Model } from './models.ts';
import { respond } from './responses.ts';

export interface OpenaiApi {
  models: Model[];
  /** Gives the key of the request. Throws an {@link ApiError} unless it is right. */
  authenticate(req: Request): string;
}

type Operation = (body: Record<string, unknown>, model: Model, res: Response) => void | Promise<void>;

/** The part of the OpenAI API that integrations use: models, chat completions, responses, embeddings. */
export function openaiApi({ models, authenticate }: OpenaiApi): Router {
  const routes = Router();
  const withKey: RequestHandler = (req, res, next) => {
    visitOf(res).apiKey = authenticate(req);
    next();
  };
  const withKeyUnlessPublic: RequestHandler = (req, res, next) => {
    if (!behaves(res, 'public-models')) authenticate(req);
    if (behaves(res, 'no-models')) throw missingScope();
    next();
  };
  const post = (path: string, kind: Model['kind'], operation: Operation) =>
    routes.post(path, withKey, (req, res) => {
      const body = readBody(req);
      return operation(body, findModel(models, body.model, kind, path), res);
    });
  routes.use(stamp);
  routes.get('/models', withKeyUnlessPublic, (_req, res) => {
    res.json({ object: 'list', data: models.map(modelView) });
  });
  routes.get('/models/:id', withKeyUnlessPublic, (req, res) => {
    const id = String(req.params.id);
    const model = models.find((candidate) => candidate.id === id);
    if (!model) throw modelNotFound(id);
    res.json(modelView(model));
  });
  post('/chat/completions', 'chat', chat);
  post('/responses', 'chat', respond);
  post('/embeddings', 'embedding', embed);
  routes.use(withKey, (req) => {
    throw new ApiError(404, null, `Invalid URL (${req.method} ${req.baseUrl}${req.path})`);
  });
  routes.use(wordError);
  return routes;
}

export const openaiRefusals: Refusals = {
  badRequest: errorAnswer(new ApiError(400, 'invalid_value', "Invalid value: 'messages[0].content'.", 'messages')),
  unauthorized: errorAnswer(incorrectKey('sk-unknown')),
  expired: errorAnswer(
    new ApiError(401, 'invalid_api_key', 'Your API key has expired. Create a new one in your settings.'),
  ),
  forbidden: errorAnswer(missingScope()),
  missing: errorAnswer(new ApiError(404, null, 'Invalid URL')),
  requestTimeout: errorAnswer(new ApiError(408, null, 'The request timed out. Please try again.')),
  conflict: errorAnswer(new ApiError(409, null, 'The resource was changed by another request. Please try again.')),
  gone: errorAnswer(new ApiError(410, null, 'This endpoint has been shut down.')),
  unprocessable: errorAnswer(new ApiError(422, null, 'The request was well-formed but could not be followed.')),
  rateLimited: errorAnswer(
    new ApiError(429, 'rate_limit_exceeded', 'Rate limit reached for requests. Please try again in 7s.'),
    { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '7s' },
  ),
  fault: errorAnswer(
    new ApiError(500, null, 'The server had an error while processing your request. Sorry about that!'),
  ),
  unavailable: errorAnswer(new ApiError(503, null, 'The engine is currently overloaded, please try again later')),
};

export function missingKey(): ApiError {
  const message =
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).";
  return new ApiError(401, null, message);
}

export function incorrectKey(key: string): ApiError {
  const shown = key.length > 12 ? `${key.slice(0, 8)}***${key.slice(-4)}` : '***';
  return new ApiError(401, 'invalid_api_key', `Incorrect API key provided: ${shown}.`);
}

function missingScope(): ApiError {
  const message = 'You have insufficient permissions for this operation. Missing scopes: api.model.read.';
  return new ApiError(403, 'missing_scope', message);
}

export function readBody(req: Request): Record<string, unknown> {
  const body = jsonBody(req);
  if (body) return body;
  const message =
    'We could not parse the JSON body of your request. (HINT: This likely means you are not using your HTTP library correctly.)';
  throw new ApiError(400, null, message);
}

function findModel(models: Model[], wanted: unknown, kind: Model['kind'], path: string): Model {
  if (typeof wanted !== 'string' || wanted === '') throw new ApiError(400, null, 'you must provide a model parameter');
  const model = models.find(({ id }) => id === wanted);
  if (!model) throw modelNotFound(wanted);
  if (model.kind === kind) return model;
  if (kind === 'embedding') throw new ApiError(403, null, 'You are not allowed to generate embeddings from this model');
  throw new ApiError(404, null, `This model is not supported in the v1${path} endpoint.`, 'model');
}

function modelNotFound(id: string): ApiError {
  const message = `The model \`${id}\` does not exist or you do not have access to it.`;
  return new ApiError(404, 'model_not_found', message);
}

const modelView = ({ id, created, owned_by }: Model) => ({ id, object: 'model', created, owned_by });

const stamp: RequestHandler = (_req, res, next) => {
  res.set({
    'x-request-id': `req_${randomBytes(16).toString('hex')}`,
    'openai-version': '2020-10-01',
    'openai-organization': 'sandbox',
    'openai-processing-ms': '12',
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-limit-tokens': '200000',
    'x-ratelimit-remaining-requests': '499',
    'x-ratelimit-remaining-tokens': '199500',
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-reset-tokens': '150ms',
  });
  next();
};

const wordError: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof ApiError && !res.headersSent) send(res, errorAnswer(error));
  else next(error);
};
