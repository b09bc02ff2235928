import type { LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { authority, type Destination } from './destination.ts';
import { connectFailure, tlsFailure } from './failures.ts';
import type { Trust } from './trust.ts';

/** Connects to one of the given addresses and to no other, each in turn for its share of the time. */
export async function openTcp(
  { host, port }: Destination,
  addresses: LookupAddress[],
  ms: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connectTcp({
    host,
    port,
    // Never asks DNS: what was checked is what is dialled.
    lookup: (_host, options, found) => {
      const [first] = addresses;
      if (options.all || !first) found(null, addresses);
      else found(null, first.address, first.family);
    },
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(250, Math.floor(ms / addresses.length)),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  });
  await settle(socket, 'connect', signal, (error) => connectFailure(error, authority({ host, port })));
  return socket;
}

/** Speaks TLS over a connection, HTTP/1.1 only, and insists on a certificate for the host. */
export async function openTls(
  { host, port }: Destination,
  socket: Socket,
  trust: Trust,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const secure = connectTls({
    socket,
    host,
    // An address is not announced, but its certificate must name it.
    servername: isIP(host) === 0 ? host : '',
    secureContext: trust.context(),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  });
  await settle(secure, 'secureConnect', signal, (error) => tlsFailure(error, authority({ host, port })));
  return secure;
}

/** Waits for a socket to be ready. Whatever else happens first destroys it. */
async function settle(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  signal: AbortSignal,
  explain: (error: unknown) => Error,
): Promise<void> {
  const outcome = Promise.withResolvers<void>();
  const onClose = () => outcome.reject(explain(socket.errored));
  const onAbort = () => outcome.reject(signal.reason);
  // Stays: an error between two owners would otherwise end the process. Owners learn of the end by `close`.
  socket.on('error', ignore);
  socket.once(ready, outcome.resolve).once('close', onClose);
  signal.addEventListener('abort', onAbort);
  try {
    if (signal.aborted) throw signal.reason;
    await outcome.promise;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    socket.off(ready, outcome.resolve).off('close', onClose);
    signal.removeEventListener('abort', onAbort);
  }
}

function ignore(): void {}
