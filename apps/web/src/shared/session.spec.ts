import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aSession } from '../testing/fake-api.ts';
import { fetchRenewing } from './api.ts';
import { createSession, type SessionApi } from './session.ts';

const over = new Error('over');

function sessionWith(refresh: SessionApi['refresh'], logout = vi.fn(async () => undefined)) {
  return { session: createSession({ refresh, logout, isOver: (error) => error === over }), logout };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('renewing a session', () => {
  it('asks once, however many wait for it', async () => {
    const refresh = vi.fn(async () => aSession());
    const { session } = sessionWith(refresh);
    expect(await Promise.all([session.renew(), session.renew(), session.resume()])).toEqual([true, true, true]);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(await session.token()).toBe('token-1');
  });

  it('happens by itself before the token ends', async () => {
    const refresh = vi.fn(async () => aSession('admin', 'token-2'));
    const { session } = sessionWith(refresh);
    session.start(aSession());
    await vi.advanceTimersByTimeAsync(539_000);
    expect(refresh).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await session.token()).toBe('token-2');
  });

  it('is tried again while the server is away', async () => {
    const refresh = vi
      .fn<SessionApi['refresh']>()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValue(aSession());
    const { session } = sessionWith(refresh);
    session.start(aSession());
    await vi.advanceTimersByTimeAsync(540_000 + 15_000);
    expect(refresh).toHaveBeenCalledTimes(2);
    expect(session.state().user).toBeDefined();
  });

  it('happens before a call whose token has run out, as after a sleep', async () => {
    const { session } = sessionWith(async () => aSession('admin', 'token-2'));
    session.start(aSession());
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await session.token()).toBe('token-2');
  });

  it('that the server refuses ends the session and says why', async () => {
    const { session } = sessionWith(() => Promise.reject(over));
    const changed = vi.fn();
    session.subscribe(changed);
    session.start(aSession());
    expect(await session.renew()).toBe(false);
    expect(session.state()).toEqual({ end: 'ended-elsewhere' });
    expect(await session.token()).toBeUndefined();
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('that finds no session on the first visit says nothing about an end', async () => {
    const { session } = sessionWith(() => Promise.reject(over));
    expect(await session.resume()).toBe(false);
    expect(session.state()).toEqual({});
  });

  it('that cannot reach the server leaves the session as it is', async () => {
    const { session } = sessionWith(() => Promise.reject(new Error('away')));
    session.start(aSession());
    await expect(session.renew()).rejects.toThrow('away');
    expect(session.state().user).toBeDefined();
  });
});

describe('signing out', () => {
  it('forgets the token, and does not ask the server again', async () => {
    const refresh = vi.fn(async () => aSession());
    const { session, logout } = sessionWith(refresh);
    session.start(aSession());
    await session.signOut();
    expect(logout).toHaveBeenCalledTimes(1);
    expect(session.state()).toEqual({ end: 'signed-out' });
    expect(await session.resume()).toBe(false);
    expect(refresh).not.toHaveBeenCalled();
  });

  it('that fails leaves the person signed in', async () => {
    const { session } = sessionWith(
      async () => aSession(),
      vi.fn(() => Promise.reject(new Error('away'))),
    );
    session.start(aSession());
    await expect(session.signOut()).rejects.toThrow('away');
    expect(session.state().user).toBeDefined();
  });
});

describe('a call that is answered 401', () => {
  const address = 'http://ims.test/api/v1/admin/members';
  const authorized = { method: 'POST', body: '{"name":"Ada"}', headers: { Authorization: 'Bearer token-1' } };

  function network(...statuses: number[]) {
    const seen: { authorization: string | null; body: string }[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      seen.push({ authorization: request.headers.get('Authorization'), body: await request.text() });
      return new Response(null, { status: statuses.shift() });
    });
    return seen;
  }

  it('is sent again with the new token and the same body', async () => {
    const seen = network(401, 201);
    const { session } = sessionWith(async () => aSession('admin', 'token-2'));
    const response = await fetchRenewing(session)(address, authorized);
    expect(response.status).toBe(201);
    expect(seen).toEqual([
      { authorization: 'Bearer token-1', body: '{"name":"Ada"}' },
      { authorization: 'Bearer token-2', body: '{"name":"Ada"}' },
    ]);
  });

  it('is sent again once only', async () => {
    const seen = network(401, 401);
    const { session } = sessionWith(async () => aSession());
    expect((await fetchRenewing(session)(address, authorized)).status).toBe(401);
    expect(seen).toHaveLength(2);
  });

  it('shares the renewal with the other calls', async () => {
    network(401, 401, 200, 200);
    const refresh = vi.fn(async () => aSession());
    const { session } = sessionWith(refresh);
    const call = () => fetchRenewing(session)(address, authorized);
    await Promise.all([call(), call()]);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('passes through when it carried no token, as a login does', async () => {
    const seen = network(401);
    const refresh = vi.fn(async () => aSession());
    const { session } = sessionWith(refresh);
    expect((await fetchRenewing(session)(address, { method: 'POST' })).status).toBe(401);
    expect(refresh).not.toHaveBeenCalled();
    expect(seen).toHaveLength(1);
  });
});
