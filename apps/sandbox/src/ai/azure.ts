import { randomUUID } from 'node:crypto';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { accounts } from '../accounts.ts';
import { bearerToken, isKey } from '../credentials.ts';
import { type Answer, behaves, queryText, type Refusals, type System, send, visitOf } from '../system.ts';
import { ApiError } from './api-error.ts';
import { chat } from './chat.ts';
import { embed } from './embeddings.ts';
import { type Model, openaiModels } from './models.ts';
import { readBody } from './openai-api.ts';
import { respond } from './responses.ts';

const { key, deployment, embeddingDeployment } = accounts.azure;

/** Which model a deployment runs. */
const deployments: Record<string, string> = {
  [deployment]: 'gpt-4o-2024-08-06',
  'reasoning-prod': 'o4-mini',
  [embeddingDeployment]: 'text-embedding-3-small',
};

const filterResults = ['hate', 'self_harm', 'sexual', 'violence'].map((name) => [
  name,
  { filtered: false, severity: 'safe' },
]);
const promptFilterResults = [{ prompt_index: 0, content_filter_results: Object.fromEntries(filterResults) }];

const routes = Router();

const stamp: RequestHandler = (_req, res, next) => {
  const id = randomUUID();
  res.set({ 'apim-request-id': id, 'x-request-id': randomUUID(), 'x-ms-region': 'West Europe' });
  res.set({ 'x-ratelimit-remaining-requests': '99', 'x-ratelimit-remaining-tokens': '99000' });
  next();
};

const withApiKey: RequestHandler = (req, res, next) => {
  visitOf(res).apiKey = checked(req.get('api-key'));
  next();
};

/** The v1 paths take the key as the OpenAI client sends it, too. */
const withEitherKey: RequestHandler = (req, res, next) => {
  visitOf(res).apiKey = checked(req.get('api-key') ?? bearerToken(req));
  next();
};

function checked(given: string | undefined): string {
  if (given === undefined || !isKey(given, key)) throw accessDenied();
  return given;
}

const withApiVersion: RequestHandler = (req, _res, next) => {
  if (!/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(queryText(req, 'api-version') ?? '')) throw resourceNotFound();
  next();
};

const listModels: RequestHandler = (_req, res) => {
  if (behaves(res, 'no-models')) throw new ApiError(403, '403', 'Access to the list of models is denied.');
  res.json({ object: 'list', data: openaiModels.map(modelView) });
};

function modelAt(name: unknown, kind: Model['kind'], res: Response): Model {
  const id = typeof name === 'string' && !behaves(res, 'no-deployment') ? deployments[name] : undefined;
  const model = openaiModels.find((candidate) => candidate.id === id);
  if (!model) throw deploymentNotFound();
  if (model.kind === kind) return model;
  throw new ApiError(400, 'OperationNotSupported', `The operation does not work with the model ${model.id}.`);
}

const filtered = { promptFilterResults };
routes.use(stamp);
routes.get('/openai/models', withApiKey, withApiVersion, listModels);
routes.post('/openai/deployments/:name/chat/completions', withApiKey, withApiVersion, (req, res) =>
  chat(readBody(req), modelAt(req.params.name, 'chat', res), res, filtered),
);
routes.post('/openai/deployments/:name/embeddings', withApiKey, withApiVersion, (req, res) =>
  embed(readBody(req), modelAt(req.params.name, 'embedding', res), res),
);
routes.use('/openai/v1', withEitherKey);
routes.get('/openai/v1/models', listModels);
routes.post('/openai/v1/chat/completions', (req, res) => chat(...atModel(req, res, 'chat'), res, filtered));
routes.post('/openai/v1/responses', (req, res) => respond(...atModel(req, res, 'chat'), res));
routes.post('/openai/v1/embeddings', (req, res) => embed(...atModel(req, res, 'embedding'), res));
routes.use(() => {
  throw resourceNotFound();
});
routes.use(((error, _req, res, next) => {
  if (error instanceof ApiError && !res.headersSent) send(res, azureAnswer(error));
  else next(error);
}) satisfies ErrorRequestHandler);

function atModel(req: Request, res: Response, kind: Model['kind']): [Record<string, unknown>, Model] {
  const body = readBody(req);
  return [body, modelAt(body.model, kind, res)];
}

function modelView({ id, kind, created }: Model) {
  return {
    id,
    object: 'model',
    status: 'succeeded',
    lifecycle_status: 'generally-available',
    capabilities: {
      inference: true,
      chat_completion: kind === 'chat',
      embeddings: kind === 'embedding',
      fine_tune: false,
    },
    created_at: created,
    deprecation: { inference: 1_900_000_000 },
  };
}

function accessDenied(): ApiError {
  const message =
    'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.';
  return new ApiError(401, '401', message);
}

function resourceNotFound(): ApiError {
  return new ApiError(404, '404', 'Resource not found');
}

function deploymentNotFound(): ApiError {
  const message =
    'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.';
  return new ApiError(404, 'DeploymentNotFound', message);
}

/** Azure's own refusals have a code and a message; those of the model are OpenAI's. */
function azureAnswer({ status, code, message, type, param }: ApiError): Answer {
  const own = code !== null && /^(\d{3}|[A-Z])/.test(code);
  return { status, body: { error: own ? { code, message } : { message, type, param, code } } };
}

const refusal = (status: number, code: string, message: string) => azureAnswer(new ApiError(status, code, message));

const refusals: Refusals = {
  badRequest: refusal(400, 'BadRequest', 'The request is not valid.'),
  unauthorized: azureAnswer(accessDenied()),
  expired: refusal(
    401,
    '401',
    'Unauthorized. Access token is missing, invalid, audience is incorrect, or have expired.',
  ),
  forbidden: refusal(403, 'AuthenticationTypeDisabled', 'Key based authentication is disabled for this resource.'),
  missing: azureAnswer(resourceNotFound()),
  requestTimeout: refusal(408, 'Timeout', 'The operation was timeout.'),
  conflict: refusal(409, 'Conflict', 'The request conflicts with another one.'),
  gone: refusal(410, 'ModelDeprecated', 'The model of this deployment is no longer available.'),
  unprocessable: refusal(422, 'UnprocessableEntity', 'The request cannot be processed.'),
  rateLimited: refusal(
    429,
    '429',
    'Requests have exceeded the call rate limit of your resource. Please retry after 7 seconds.',
  ),
  fault: refusal(500, 'InternalServerError', 'The service encountered an error.'),
  unavailable: refusal(503, 'ServiceUnavailable', 'The service is temporarily unable to process your request.'),
};

export const azure: System = { name: 'azure', title: 'Azure OpenAI', base: '/azure', routes, refusals };
