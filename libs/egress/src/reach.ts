import { isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Destination, destinationOf } from './destination.ts';
import { type Dialer, isSecure } from './dialer.ts';
import { blocked, type EgressError } from './errors.ts';
import { connectFailure } from './failures.ts';

/** A step of the way to a destination and how it went. */
export interface ReachStep {
  step: 'policy' | 'dns' | 'connect' | 'tls';
  ok: boolean;
  /** 0 for destinations that the policy refuses, and for steps that were not needed. */
  ms: number;
  error?: EgressError;
  skipped?: boolean;
  /** For `tls`: protocol, issuer and end of the certificate. */
  detail?: string;
}

type Timed<T> = { ms: number; value: T; error?: undefined } | { ms: number; value?: undefined; error: EgressError };

/**
 * Walks to a destination one step after the other, on a connection of its own. The policy step waits for DNS, since it
 * judges the addresses too: how far a refused destination was looked into cannot be told.
 */
export async function* reach(
  dialer: Dialer,
  url: string | URL,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReachStep, void, undefined> {
  const destination = destinationOf(url);
  const found = await timed(() => dialer.resolve(destination, signal));
  if (found.error?.code === 'destination_blocked') {
    yield { step: 'policy', ok: false, ms: 0, error: blocked() };
    return;
  }
  yield { step: 'policy', ok: true, ms: 0 };
  yield isIP(destination.host) === 0 ? outcome('dns', found) : { step: 'dns', ok: true, ms: 0, skipped: true };
  if (found.error) return;

  const connected = await timed(() => dialer.connect(destination, found.value, signal));
  try {
    yield outcome('connect', connected);
    if (!connected.error) yield await secured(dialer, destination, connected.value, signal);
  } finally {
    connected.value?.destroy();
  }
}

async function secured(
  dialer: Dialer,
  destination: Destination,
  socket: Socket,
  signal: AbortSignal | undefined,
): Promise<ReachStep> {
  if (!isSecure(destination)) return { step: 'tls', ok: true, ms: 0, skipped: true };
  const secure = await timed(() => dialer.secure(destination, socket, signal));
  const step = outcome('tls', secure);
  if (!secure.error) {
    step.detail = certificateFacts(secure.value);
    secure.value.destroy();
  }
  return step;
}

function outcome(step: ReachStep['step'], { ms, error }: Timed<unknown>): ReachStep {
  if (!error) return { step, ok: true, ms };
  return { step, ok: false, ms: error.code === 'destination_blocked' ? 0 : ms, error };
}

async function timed<T>(run: () => Promise<T>): Promise<Timed<T>> {
  const start = performance.now();
  const ms = () => Math.round(performance.now() - start);
  try {
    return { value: await run(), ms: ms() };
  } catch (error) {
    return { error: connectFailure(error, 'The server'), ms: ms() };
  }
}

function certificateFacts(socket: TLSSocket): string {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const names = [issuer.CN, issuer.O].flat().filter((name) => name !== undefined);
  const until = new Date(valid_to).toISOString().slice(0, 10);
  return `${socket.getProtocol()}, issued by ${names.join(', ') || 'an unnamed authority'}, valid until ${until}`;
}
