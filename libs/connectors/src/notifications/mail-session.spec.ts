import { Socket } from 'node:net';
import type { ConnectorContext } from '@ims/connector-sdk';
import { expect, it, vi } from 'vitest';
import { withMailSession } from './mail-session.ts';

function contextTo(
  socket: Socket,
  allowedByOperator: boolean,
  signal = new AbortController().signal,
): ConnectorContext {
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
    connect: async () => ({ socket, servername: 'm.example', ca: undefined, allowedByOperator }),
    signal,
    now: () => new Date(),
    effort: 'full',
  };
}

it('says nothing unencrypted to a server of the open Internet', async () => {
  const socket = new Socket();
  await expect(withMailSession(contextTo(socket, false), async () => 'never')).rejects.toMatchObject({
    errorClass: 'invalid_config',
    field: '/provider_metadata/security',
  });
  expect(socket.destroyed).toBe(true);
});

it('waits for the greeting of a server that the operator allows, until the caller goes away', async () => {
  const caller = new AbortController();
  const socket = new Socket();
  const session = withMailSession(contextTo(socket, true, caller.signal), async () => 'never');
  caller.abort();
  await expect(session).rejects.toMatchObject({ errorClass: 'timeout' });
  expect(socket.destroyed).toBe(true);
});
