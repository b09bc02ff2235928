import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { authority, type Destination, destinationOf, type Gate } from './destination.ts';
import { EgressError } from './errors.ts';
import { inTime, type Limits } from './limits.ts';
import type { BoundSecret } from './secret.ts';
import type { SocketSlots } from './socket-slots.ts';
import { openTcp, openTls } from './sockets.ts';
import type { Trust } from './trust.ts';
import { openTunnel } from './tunnel.ts';

export interface ProxySettings {
  url: string;
  username?: string;
  password?: BoundSecret;
}

interface ProxyRoute {
  destination: Destination;
  authorization: string | undefined;
}

/** The way out: from a destination to a connection that the policy permits. Every byte of the product leaves here. */
export class Dialer {
  readonly #gate: Gate;
  readonly #slots: SocketSlots;
  readonly #trust: Trust;
  readonly #limits: Limits;
  readonly #proxy: ProxyRoute | undefined;

  constructor(gate: Gate, slots: SocketSlots, trust: Trust, limits: Limits, proxy: ProxySettings | undefined) {
    this.#gate = gate;
    this.#slots = slots;
    this.#trust = trust;
    this.#limits = limits;
    this.#proxy = proxy && { destination: proxyDestination(proxy), authorization: proxyAuthorization(proxy) };
  }

  get remote(): 'direct' | 'proxy' {
    return this.#proxy ? 'proxy' : 'direct';
  }

  /** A connection ready for the protocol of the destination. */
  async dial(destination: Destination): Promise<Socket> {
    const addresses = await this.resolve(destination);
    return this.#connecting(destination, undefined, async (signal) => {
      const socket = await this.#reach(destination, addresses, signal);
      return isSecure(destination) ? openTls(destination, socket, this.#trust, signal) : socket;
    });
  }

  /** The permitted addresses of a destination. Throws `destination_blocked` or `dns_failed`. */
  resolve(destination: Destination, signal?: AbortSignal): Promise<LookupAddress[]> {
    const late = () => new EgressError('dns_failed', `The host name ${destination.host} is not resolved in time.`);
    return inTime(this.#limits.dnsMs, late, signal, () => this.#gate.resolve(destination));
  }

  /** A TCP connection to one of the addresses, through the proxy where there is one. */
  connect(destination: Destination, addresses: LookupAddress[], signal?: AbortSignal): Promise<Socket> {
    return this.#connecting(destination, signal, (inner) => this.#reach(destination, addresses, inner));
  }

  secure(destination: Destination, socket: Socket, signal?: AbortSignal): Promise<TLSSocket> {
    return this.#connecting(destination, signal, (inner) => openTls(destination, socket, this.#trust, inner));
  }

  #connecting<T>(destination: Destination, signal: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>) {
    const late = () => new EgressError('connect_timeout', `${authority(destination)} does not answer in time.`);
    return inTime(this.#limits.connectMs, late, signal, run);
  }

  #reach(destination: Destination, addresses: LookupAddress[], signal: AbortSignal): Promise<Socket> {
    const proxy = this.#proxy;
    return this.#slots.use(signal, () =>
      proxy ? this.#tunnel(proxy, destination, addresses, signal) : this.#tcp(destination, addresses, signal),
    );
  }

  async #tcp(destination: Destination, addresses: LookupAddress[], signal: AbortSignal): Promise<Socket> {
    const socket = await openTcp(destination, addresses, this.#limits.connectMs, signal);
    try {
      // The last word: whatever was said before, this is where the bytes would go.
      this.#gate.admit(destination, socket.remoteAddress ?? '');
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** The proxy is told the address that was checked, not the name: it might resolve the name to another. */
  async #tunnel(
    { destination: proxy, authorization }: ProxyRoute,
    destination: Destination,
    addresses: LookupAddress[],
    signal: AbortSignal,
  ): Promise<Socket> {
    // It gets one address, so the kind that every proxy can reach.
    const chosen = addresses.find(({ family }) => family === 4) ?? addresses[0];
    const target = authority({ host: chosen?.address ?? destination.host, port: destination.port });
    try {
      const plain = await this.#tcp(proxy, await this.#gate.resolve(proxy), signal);
      const socket = isSecure(proxy) ? await openTls(proxy, plain, this.#trust, signal) : plain;
      return await openTunnel(socket, target, authorization, signal);
    } catch (error) {
      throw proxyFailure(error, signal);
    }
  }
}

export function isSecure({ scheme }: Destination): boolean {
  return scheme === 'https' || scheme === 'smtps';
}

function proxyDestination({ url }: ProxySettings): Destination {
  const destination = destinationOf(url);
  if (destination.scheme === 'http' || destination.scheme === 'https') return destination;
  throw new EgressError('invalid_request', 'The address of the proxy must begin with http:// or https://.');
}

function proxyAuthorization({ url, username, password }: ProxySettings): string | undefined {
  if (username === undefined && password === undefined) return undefined;
  return `Basic ${Buffer.from(`${username ?? ''}:${password?.revealTo(url) ?? ''}`).toString('base64')}`;
}

function proxyFailure(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || !(error instanceof EgressError)) return error;
  if (error.code === 'destination_blocked' || error.code === 'proxy_failed') return error;
  return new EgressError('proxy_failed', `The proxy cannot be used: ${error.message}`, { cause: error });
}
