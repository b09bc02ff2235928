import { Socket } from 'node:net';
import type { ConnectorContext } from '@ims/connector-sdk';
import { expect, it, vi } from 'vitest';
import { withMailSession } from './mail-session.ts';

class SocketTo extends Socket {
  override readonly remoteAddress: string;

  constructor(address: string) {
    super();
    this.remoteAddress = address;
  }
}

function contextTo(socket: Socket, signal = new AbortController().signal): ConnectorContext {
  const provider_metadata = { from: 'ims@m.example', to: ['ops@m.example'], security: 'none' };
  const settings = {
    base_url: 'smtp://m.example:25',
    username: null,
    base_search: null,
    model: null,
    model_config: {},
  };
  return {
    settings: { ...settings, provider_metadata },
    secret: undefined,
    http: { send: vi.fn(), json: vi.fn() },
    connect: async () => ({ socket, servername: 'm.example', ca: undefined }),
    signal,
    now: () => new Date(),
  };
}

it.each(['203.0.113.9', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])(
  'says nothing unencrypted to %s',
  async (address) => {
    const socket = new SocketTo(address);
    await expect(withMailSession(contextTo(socket), async () => 'never')).rejects.toMatchObject({
      errorClass: 'invalid_config',
      field: '/provider_metadata/security',
    });
    expect(socket.destroyed).toBe(true);
  },
);

it.each(['10.1.2.3', '192.168.0.4', '172.31.0.1', '127.0.0.1', 'fd00::1', '::1', '::ffff:10.0.0.1'])(
  'waits for the greeting of %s until the caller goes away',
  async (address) => {
    const caller = new AbortController();
    const socket = new SocketTo(address);
    const session = withMailSession(contextTo(socket, caller.signal), async () => 'never');
    caller.abort();
    await expect(session).rejects.toMatchObject({ errorClass: 'timeout' });
    expect(socket.destroyed).toBe(true);
  },
);
