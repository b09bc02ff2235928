import { Router } from 'express';
import { accounts } from '../accounts.ts';
import type { System } from '../system.ts';
import type { Model } from './models.ts';
import { bearerKey } from './openai.ts';
import { openaiApi, openaiRefusals } from './openai-api.ts';

const created = 1_750_000_000;
const models: Model[] = [
  { id: 'wex-chat-large', kind: 'chat', owned_by: 'wex', created },
  { id: 'wex-chat-small', kind: 'chat', owned_by: 'wex', created },
  { id: 'gpt-4o', kind: 'chat', owned_by: 'azure', created },
  { id: 'gpt-4o-mini', kind: 'chat', owned_by: 'azure', created },
  { id: 'wex-embeddings', kind: 'embedding', owned_by: 'wex', created, dimensions: 1024 },
];

/** A gateway of a company: the OpenAI API with models of its own. */
export const wexGateway: System = {
  name: 'wex',
  title: 'WEX AI Gateway',
  base: '/wex/v1',
  routes: Router().use('/v1', openaiApi({ models, authenticate: bearerKey(accounts.wex.key) })),
  refusals: openaiRefusals,
};
