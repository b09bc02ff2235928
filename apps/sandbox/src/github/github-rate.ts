import type { Response } from 'express';
import type { Visitor } from './github-auth.ts';

type Resource = 'core' | 'search';

const limits: Record<Resource, number> = { core: 5000, search: 30 };
const windows: Record<Resource, number> = { core: 3600, search: 60 };

/** Counts requests per visitor and window and tells so in headers; the sandbox never runs out. */
export function createRateCounter() {
  const used = new Map<string, number>();
  const state = (visitor: Visitor, resource: Resource) => {
    const window = windows[resource];
    const reset = (Math.floor(Date.now() / 1000 / window) + 1) * window;
    const key = `${'token' in visitor ? visitor.token : visitor.kind}:${resource}:${reset}`;
    const limit = visitor.kind === 'nobody' && resource === 'core' ? 60 : limits[resource];
    const count = used.get(key) ?? 0;
    return { key, limit, used: count, remaining: Math.max(limit - count, 1), reset };
  };
  return {
    count(visitor: Visitor, resource: Resource, res: Response): void {
      const { key, used: before } = state(visitor, resource);
      used.set(key, before + 1);
      const now = state(visitor, resource);
      res.set({
        'x-ratelimit-limit': String(now.limit),
        'x-ratelimit-remaining': String(now.remaining),
        'x-ratelimit-reset': String(now.reset),
        'x-ratelimit-used': String(now.used),
        'x-ratelimit-resource': resource,
      });
    },
    overview(visitor: Visitor) {
      const view = (resource: Resource) => {
        const { limit, used: count, remaining, reset } = state(visitor, resource);
        return { limit, used: count, remaining, reset };
      };
      return { resources: { core: view('core'), search: view('search') }, rate: view('core') };
    },
  };
}
