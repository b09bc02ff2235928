import { request } from 'node:http';
import type { Socket } from 'node:net';
import { EgressError } from './errors.ts';

/**
 * Asks the proxy at the other end of `socket` for a tunnel to `target` (address and port). Throws `proxy_failed` when
 * it gives none.
 */
export async function openTunnel(
  socket: Socket,
  target: string,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const outcome = Promise.withResolvers<Socket>();
  const headers: Record<string, string> = { host: target };
  if (authorization) headers['proxy-authorization'] = authorization;
  const ask = request({ method: 'CONNECT', path: target, headers, createConnection: () => socket });
  ask.once('connect', (answer, tunnel, head) => {
    if (Math.floor((answer.statusCode ?? 0) / 100) === 2) {
      if (head.length > 0) tunnel.unshift(head);
      outcome.resolve(tunnel as Socket);
    } else {
      outcome.reject(new EgressError('proxy_failed', `The proxy refused the connection (${answer.statusCode}).`));
    }
  });
  ask.on('error', (cause) => {
    outcome.reject(new EgressError('proxy_failed', 'The proxy closed the connection.', { cause }));
  });
  const onAbort = () => outcome.reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  ask.end();
  try {
    return await outcome.promise;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
