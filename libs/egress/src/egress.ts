import type { LookupFunction, Socket } from 'node:net';
import { type AllowList, parseAllowList } from './allow-list.ts';
import { type EgressRequest, type EgressResponse, HttpClient, type PreparedRequest } from './client.ts';
import { destinationOf, dnsLookup, Gate } from './destination.ts';
import { Dialer, type ProxySettings } from './dialer.ts';
import { type Limits, testLimits } from './limits.ts';
import { type ReachStep, reach } from './reach.ts';
import { SocketSlots } from './socket-slots.ts';
import { trustOf } from './trust.ts';

export interface EgressOptions {
  /** What is open beyond the public Internet. Nothing unless given. */
  allow?: AllowList;
  /** Changes to {@link testLimits} for all clients. */
  limits?: Partial<Limits>;
  /** In place of the system's DNS. */
  lookup?: LookupFunction;
  /** Open sockets of all clients together; 200 unless given. */
  maxSockets?: number;
}

export interface ClientOptions {
  /** PEM certificates of authorities to trust in addition to the system's. */
  ca?: string;
  /** An HTTP proxy that tunnels (CONNECT). It must be a permitted destination itself; its port is seldom a usual one. */
  proxy?: ProxySettings;
  limits?: Partial<Limits>;
  /** Whether connections are used again; true unless given. */
  keepAlive?: boolean;
  /** To one origin at once; 20 unless given. */
  connections?: number;
}

/** What one integration reaches the outside with. All methods throw EgressError and nothing else. */
export interface EgressClient {
  request(request: EgressRequest): Promise<EgressResponse>;
  /** For a request that is sent again and again with other bodies. Its headers and credentials stay in memory as sent. */
  prepare(request: Omit<EgressRequest, 'body' | 'signal' | 'redirects'>): PreparedRequest;
  /**
   * Walks to the destination on a connection of its own: yields policy, dns (skipped for addresses), connect and tls
   * (skipped for http), and stops after the first failure.
   */
  reach(url: string | URL, signal?: AbortSignal): AsyncGenerator<ReachStep, void, undefined>;
  /**
   * A connected and checked TCP socket for other protocols, `smtp:` and `smtps:`. TLS is the caller's business: the
   * certificate must be for `servername` and trusted by `ca`, or by the system where that is undefined.
   */
  connect(url: string | URL, signal?: AbortSignal): Promise<Connected>;
  /** Takes no more requests and ends when those that are running have. */
  close(): Promise<void>;
}

export interface Connected {
  socket: Socket;
  servername: string;
  ca: string[] | undefined;
  /** The operator's allow list names this destination, so it is one that people here vouch for. */
  allowedByOperator: boolean;
}

/** The only way out of the product. Holds the rules; each client opened from it holds connections. */
export class Egress {
  readonly #gate: Gate;
  readonly #limits: Limits;
  readonly #slots: SocketSlots;
  readonly #clients = new Set<EgressClient>();

  constructor({ allow = parseAllowList(''), limits, lookup, maxSockets = 200 }: EgressOptions = {}) {
    this.#gate = new Gate(allow, dnsLookup(lookup));
    this.#limits = { ...testLimits, ...limits };
    this.#slots = new SocketSlots(maxSockets);
  }

  /** One per tenant, integration and version of its secret: connections are never shared further. */
  open({ ca, proxy, limits: own, keepAlive = true, connections = 20 }: ClientOptions = {}): EgressClient {
    const limits = { ...this.#limits, ...own };
    const trust = trustOf(ca);
    const dialer = new Dialer(this.#gate, this.#slots, trust, limits, proxy);
    const http = new HttpClient(this.#gate, dialer, limits, { keepAlive, connections });
    const client: EgressClient = {
      request: (request) => http.request(request),
      prepare: (request) => http.prepare(request),
      reach: (url, signal) => reach(dialer, url, signal),
      connect: async (url, signal) => {
        const destination = destinationOf(url);
        const addresses = await dialer.resolve(destination, signal);
        const socket = await dialer.connect(destination, addresses, signal);
        const allowedByOperator = addresses.every(({ address }) => this.#gate.isAllowed(destination, address));
        return { socket, servername: destination.host, ca: trust.ca, allowedByOperator };
      },
      close: () => {
        this.#clients.delete(client);
        return http.close();
      },
    };
    this.#clients.add(client);
    return client;
  }

  /** Closes every client that is still open. */
  async close(): Promise<void> {
    await Promise.all([...this.#clients].map((client) => client.close()));
  }
}
