import { client, logout, refresh } from '@ims/api-client';
import { isProblem, toProblem } from './problem.ts';
import { createSession, type PageSession } from './session.ts';

export const session = createSession({
  refresh: async () => (await refresh({ throwOnError: true })).data,
  logout: () => logout({ throwOnError: true }),
  isOver: (error) => isProblem(error) && error.status === 401,
});

/** Connects the generated client with the session: the token on every call, one retry after a 401, one kind of error. */
export function connectApi(): void {
  client.setConfig({ baseUrl: location.origin, auth: () => session.token(), fetch: fetchRenewing(session) });
  client.interceptors.error.use((error, response) => toProblem(error, response));
}

/**
 * `fetch` that answers a 401 by renewing the session once and sending the request again. Signing in, refreshing and
 * signing out carry no token, and pass through.
 */
export function fetchRenewing({ renew, token }: Pick<PageSession, 'renew' | 'token'>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (!request.headers.has('Authorization')) return fetch(request);
    const again = request.clone();
    const response = await fetch(request);
    if (response.status !== 401 || !(await renew())) return response;
    again.headers.set('Authorization', `Bearer ${await token()}`);
    return fetch(again);
  };
}

/** `If-Match` for the version a form was filled from. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });
