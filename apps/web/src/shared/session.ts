import type { Session, User } from '@ims/api-client';

/** Why nobody is signed in any more. */
export type SessionEnd = 'signed-out' | 'ended-elsewhere';

export interface SessionApi {
  refresh(): Promise<Session>;
  logout(): Promise<unknown>;
  /** Whether a failed refresh means that the session is over, rather than that the server is away. */
  isOver(error: unknown): boolean;
}

export interface SessionState {
  user?: User;
  end?: SessionEnd;
}

/** Renew this long before the token ends, so that no call has to wait for it. */
const EARLY_MS = 60_000;
const RETRY_MS = 15_000;
/** A token that is about to end is not worth sending. */
const USELESS_MS = 5000;

/**
 * The session of this page. The access token lives in this closure only; what outlives a reload is the HttpOnly refresh
 * cookie. Tabs tell each other when somebody signs out.
 */
export function createSession(api: SessionApi) {
  const listeners = new Set<() => void>();
  const tabs = new BroadcastChannel('ims-session');
  let state: SessionState = {};
  let token: { text: string; endsAt: number } | undefined;
  let flight: Promise<boolean> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  /** Takes what a login, a refresh or a password change answered. */
  function start({ access_token, expires_in, user }: Session): void {
    token = { text: access_token, endsAt: Date.now() + expires_in * 1000 };
    schedule(expires_in * 1000 - EARLY_MS);
    set({ user });
  }

  function end(why: SessionEnd): void {
    clearTimeout(timer);
    token = undefined;
    if (state.user) set({ end: why });
  }

  function schedule(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => renew().catch(() => schedule(RETRY_MS)), Math.max(ms, 1000));
  }

  /** Gets a new access token; calls at the same time share one request. False when the session is over. */
  function renew(): Promise<boolean> {
    flight ??= refreshOnce().finally(() => {
      flight = undefined;
    });
    return flight;
  }

  async function refreshOnce(): Promise<boolean> {
    try {
      start(await api.refresh());
      return true;
    } catch (error) {
      if (!api.isOver(error)) throw error;
      end('ended-elsewhere');
      return false;
    }
  }

  tabs.onmessage = () => end('signed-out');

  return {
    start,
    renew,
    state: () => state,
    /** Whether somebody is signed in, asking the server if this page does not know yet. */
    async resume(): Promise<boolean> {
      if (token) return true;
      return state.end === undefined && renew();
    },
    /** The access token to send, renewed if it has run out. */
    async token(): Promise<string | undefined> {
      if (token && token.endsAt - Date.now() < USELESS_MS) await renew();
      return token?.text;
    },
    async signOut(): Promise<void> {
      await api.logout();
      tabs.postMessage('signed-out');
      end('signed-out');
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type PageSession = ReturnType<typeof createSession>;
