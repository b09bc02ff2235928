import type { ConnectorContext, JsonAnswer } from '@ims/connector-sdk';
import { z } from 'zod';
import { explainJira, explainSearch } from './answers.ts';

/** What any Jira tells a stranger about itself. */
export const serverShape = z.looseObject({ deploymentType: z.string().optional(), version: z.string().max(40) });

/** The programming interface of one Jira, in the words of its own answers. */
export interface Jira {
  get<T>(path: string, shape: z.ZodType<T>, query?: Record<string, string | number>): Promise<JsonAnswer<T>>;
  /** For what carries JQL, too long for an address. */
  search<T>(path: string, shape: z.ZodType<T>, json: unknown): Promise<JsonAnswer<T>>;
}

export function openJira({ http }: ConnectorContext, api: '/rest/api/2' | '/rest/api/3'): Jira {
  return {
    get: (path, shape, query = {}) => http.json({ to: `${api}/${path}`, query, explain: explainJira }, shape),
    search: (path, shape, json) =>
      http.json({ method: 'POST', to: `${api}/${path}`, json, explain: explainSearch }, shape),
  };
}
