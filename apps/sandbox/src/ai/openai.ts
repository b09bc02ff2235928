import { type Request, Router } from 'express';
import { accounts } from '../accounts.ts';
import { bearerToken, isKey } from '../credentials.ts';
import type { System } from '../system.ts';
import { openaiModels } from './models.ts';
import { incorrectKey, missingKey, openaiApi, openaiRefusals } from './openai-api.ts';

/** Wants a key as a Bearer token. */
export function bearerKey(key: string) {
  return (req: Request): string => {
    const given = bearerToken(req);
    if (!given) throw missingKey();
    if (!isKey(given, key)) throw incorrectKey(given);
    return given;
  };
}

export const openai: System = {
  name: 'openai',
  title: 'OpenAI',
  base: '/openai/v1',
  routes: Router().use('/v1', openaiApi({ models: openaiModels, authenticate: bearerKey(accounts.openai.key) })),
  refusals: openaiRefusals,
};
