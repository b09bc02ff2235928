import { type Request, Router } from 'express';
import { accounts } from '../accounts.ts';
import { isKey } from '../credentials.ts';
import type { System } from '../system.ts';
import { ApiError } from './api-error.ts';
import type { Model } from './models.ts';
import { incorrectKey, openaiApi, openaiRefusals } from './openai-api.ts';

const created = 1_760_000_000;
const models: Model[] = [
  { id: accounts.llm.model, kind: 'chat', owned_by: 'acme', created },
  { id: 'acme-embed', kind: 'embedding', owned_by: 'acme', created, dimensions: 256 },
];

function authenticate(req: Request): string {
  const given = req.get('x-llm-key');
  if (!given) throw new ApiError(401, null, 'The header X-LLM-Key is missing.');
  if (!isKey(given, accounts.llm.key)) throw incorrectKey(given);
  return given;
}

const routes = Router();
// The path itself takes chat completions, too: servers with one operation have no path below it.
routes.post('/api/generate-v1', (req, _res, next) => {
  req.url = '/api/generate-v1/chat/completions';
  next();
});
routes.use('/api/generate-v1', openaiApi({ models, authenticate }));

/** A model somebody trained, behind a path and a header of its own. */
export const customLlm: System = {
  name: 'llm',
  title: 'Custom AI API',
  base: '/llm/api/generate-v1',
  routes,
  refusals: openaiRefusals,
};
