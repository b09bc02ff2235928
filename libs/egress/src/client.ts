import { Agent, type Dispatcher } from 'undici';
import { decodersFor, discard, gathered, limited, text } from './answer-body.ts';
import { attach, type Credential, hasPlace } from './credentials.ts';
import { destinationOf, type Gate } from './destination.ts';
import type { Dialer } from './dialer.ts';
import { aborted, EgressError, tooLarge } from './errors.ts';
import { Exchange } from './exchange.ts';
import { exchangeFailure } from './failures.ts';
import { answerHeaders, requestHeaders } from './headers.ts';
import { Lifetime } from './lifetime.ts';
import type { Limits } from './limits.ts';
import { parseUrl } from './origin.ts';
import { harmlessHeaders, mostRedirects, redirectTarget } from './redirects.ts';
import { limitedBody, type RequestBody } from './request-body.ts';

export interface EgressRequest {
  method?: string;
  url: string | URL;
  headers?: Record<string, string>;
  body?: RequestBody;
  credentials?: Credential[];
  /**
   * How many redirects to follow: none unless set, at most 3, for GET and HEAD without a body. Each is checked like the first
   * request. One that leaves the origin takes no credential along and no header that might be one.
   */
  redirects?: number;
  limits?: Partial<Limits>;
  signal?: AbortSignal;
}

export interface EgressResponse {
  status: number;
  /** Where the answer came from, without the credentials. */
  url: string;
  /** Names in lower case, repeated ones joined by `, `; without those that told how the body was compressed. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Decompressed and limited; can be read once. Leaving the loop closes the connection. */
  body: AsyncIterable<Uint8Array>;
  text(): Promise<string>;
  /** All of the body at once; in place of reading it piece by piece. */
  bytes(): Promise<Buffer>;
  /** Lets the rest of the answer go. */
  discard(): Promise<void>;
  trace: {
    /** Requests sent, redirects and a repetition on a fresh connection included. */
    attempts: number;
    /** DNS, TCP and TLS of the last attempt; null when a connection was there already. */
    connect_ms: number | null;
    /** From sending the last attempt to its headers. */
    first_byte_ms: number;
    remote: 'direct' | 'proxy';
  };
}

/** A request that is sent many times: checked, addressed and given its credentials once. Redirects are never followed. */
export interface PreparedRequest {
  send(body: RequestBody): Sending;
}

export interface Sending {
  answer: Promise<EgressResponse>;
  /** Ends it wherever it is, with the error `aborted`; does nothing once all of the answer has come. */
  abort(): void;
}

/** One request of a chain of redirects. */
interface Hop {
  method: string;
  url: URL;
  headers: Record<string, string> | undefined;
  credentials: Credential[];
}

type Dispatchable = Omit<Dispatcher.DispatchOptions, 'body' | 'headers'> & { headers: Record<string, string> };

export interface Connections {
  keepAlive: boolean;
  /** At most, to one origin. */
  connections: number;
}

interface Answered {
  exchange: Exchange;
  status: number;
  headers: Record<string, string>;
}

/** Sends requests over a pool of connections of its own. */
export class HttpClient {
  readonly #gate: Gate;
  readonly #limits: Limits;
  readonly #remote: 'direct' | 'proxy';
  readonly #agent: Agent;
  /** Set while a new connection is handed over: undici starts the request that asked for it before it returns. */
  #newConnectionMs: number | null = null;

  constructor(gate: Gate, dialer: Dialer, limits: Limits, { keepAlive, connections }: Connections) {
    this.#gate = gate;
    this.#limits = limits;
    this.#remote = dialer.remote;
    this.#agent = new Agent({
      allowH2: false,
      connections,
      pipelining: keepAlive ? 1 : 0,
      maxHeaderSize: limits.headerBytes,
      // A server may ask for less, not for more: kept sockets are room that others wait for.
      keepAliveMaxTimeout: 10_000,
      // Times are watched here, request by request.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: ({ protocol, host }, callback) => {
        const start = performance.now();
        dialer.dial(destinationOf(`${protocol}//${host}`)).then(
          (socket) => {
            this.#newConnectionMs = Math.round(performance.now() - start);
            try {
              callback(null, socket);
            } finally {
              this.#newConnectionMs = null;
            }
          },
          (error: Error) => callback(error, null),
        );
      },
    });
  }

  async request(request: EgressRequest): Promise<EgressResponse> {
    const limits = { ...this.#limits, ...request.limits };
    const first = firstHop(request);
    const body = limitedBody(request.body, limits.requestBytes);
    const lifetime = new Lifetime(limits.totalMs, request.signal);
    try {
      return await this.#follow(first, body, request.redirects ?? 0, limits, lifetime);
    } catch (error) {
      lifetime.stop(exchangeFailure(error));
      lifetime.end();
      throw error;
    }
  }

  prepare(request: Omit<EgressRequest, 'body' | 'signal' | 'redirects'>): PreparedRequest {
    const limits = { ...this.#limits, ...request.limits };
    const hop = firstHop(request);
    const options = this.#dispatchable(hop);
    return {
      send: (body) => {
        const lifetime = new Lifetime(limits.totalMs);
        return { answer: this.#sendOnce(hop, options, body, limits, lifetime), abort: () => lifetime.stop(aborted()) };
      },
    };
  }

  async #sendOnce(hop: Hop, options: Dispatchable, given: RequestBody, limits: Limits, lifetime: Lifetime) {
    try {
      const body = limitedBody(given, limits.requestBytes);
      const answered = await answeredBy(this.#dispatch(options, body, limits, lifetime));
      return this.#answer(hop, answered, limits, lifetime, 1);
    } catch (error) {
      lifetime.stop(exchangeFailure(error));
      lifetime.end();
      throw error;
    }
  }

  /** Takes no more requests and ends when those that are running have. */
  close(): Promise<void> {
    return this.#agent.close();
  }

  async #follow(
    first: Hop,
    body: RequestBody | undefined,
    redirects: number,
    limits: Limits,
    lifetime: Lifetime,
  ): Promise<EgressResponse> {
    const most = isSafe(first.method) && body === undefined ? Math.min(redirects, mostRedirects) : 0;
    let attempts = 0;
    let hop = first;
    for (let followed = 0; ; followed += 1) {
      const answered = await this.#send(hop, body, limits, lifetime, () => {
        attempts += 1;
      });
      const to = most > 0 ? redirectTarget(answered.status, answered.headers.location, hop.url) : undefined;
      if (!to) return this.#answer(hop, answered, limits, lifetime, attempts);
      if (followed === most) {
        throw new EgressError('redirect_blocked', `The server redirects more than ${most} times.`);
      }
      await discard(answered.exchange.body());
      hop = nextHop(hop, to);
    }
  }

  /** Sends a hop, and once more when it met a kept connection that the server had just given up (RFC 9110, 9.2.2). */
  async #send(
    hop: Hop,
    body: RequestBody | undefined,
    limits: Limits,
    lifetime: Lifetime,
    count: () => void,
  ): Promise<Answered> {
    const options = this.#dispatchable(hop);
    for (let attempt = 1; ; attempt += 1) {
      count();
      const exchange = this.#dispatch(options, body, limits, lifetime);
      try {
        return await answeredBy(exchange);
      } catch (error) {
        if (attempt > 1 || body !== undefined || !isSafe(hop.method) || !exchange.foundConnectionClosed) throw error;
      }
    }
  }

  /** A hop whose destination may be reached, with the credentials in it. */
  #dispatchable({ url: to, method, headers: given, credentials }: Hop): Dispatchable {
    this.#gate.check(destinationOf(to));
    const headers = requestHeaders(given);
    const url = new URL(to);
    for (const credential of credentials) attach(credential, url, headers);
    return {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: method as Dispatcher.HttpMethod,
      headers,
    };
  }

  #dispatch(options: Dispatchable, body: RequestBody | undefined, limits: Limits, lifetime: Lifetime): Exchange {
    lifetime.assertLive();
    const exchange = new Exchange(limits, lifetime, () => this.#newConnectionMs);
    this.#agent.dispatch({ ...options, body: body as Dispatcher.DispatchOptions['body'] }, exchange);
    return exchange;
  }

  #answer(
    hop: Hop,
    { exchange, status, headers }: Answered,
    limits: Limits,
    lifetime: Lifetime,
    attempts: number,
  ): EgressResponse {
    const decoders = decodersOf(hop.method, status, headers, limits.responseBytes);
    const body = decoders ? limited(exchange, decoders, limits.responseBytes) : exchange.body();
    exchange.whenOver(() => lifetime.end());
    return {
      status,
      url: hop.url.href,
      headers,
      body,
      text: () => text(body),
      bytes: () => (decoders?.length === 0 ? exchange.bytes(limits.responseBytes) : gathered(body)),
      discard: () => discard(body),
      trace: {
        attempts,
        connect_ms: exchange.connectMs,
        first_byte_ms: exchange.firstByteMs,
        remote: this.#remote,
      },
    };
  }
}

async function answeredBy(exchange: Exchange): Promise<Answered> {
  const { status, headers } = await exchange.head.promise;
  return { exchange, status, headers: answerHeaders(headers) };
}

function firstHop(request: EgressRequest): Hop {
  const url = new URL(parseUrl(request.url));
  const { scheme } = destinationOf(url);
  if (scheme !== 'http' && scheme !== 'https') {
    throw new EgressError('invalid_request', 'Requests go to http:// and https:// addresses only.');
  }
  const method = (request.method ?? 'GET').toUpperCase();
  if (method === 'CONNECT') throw new EgressError('invalid_request', 'The method CONNECT is not supported.');
  return { method, url, headers: request.headers, credentials: request.credentials ?? [] };
}

function nextHop({ method, url, headers, credentials }: Hop, to: URL): Hop {
  if (to.origin !== url.origin) return { method, url: to, headers: harmlessHeaders(headers), credentials: [] };
  const fitting = credentials.filter(({ place }) => place !== 'path' || hasPlace(to));
  return { method, url: to, headers, credentials: fitting };
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** How the body is unpacked; undefined where there is none. Takes out of `headers` what is not true of it any more. */
function decodersOf(
  method: string,
  status: number,
  headers: Record<string, string>,
  limit: number,
): ReturnType<typeof decodersFor> | undefined {
  if (method === 'HEAD' || status === 204 || status === 304) return undefined;
  const decoders = decodersFor(headers['content-encoding']);
  if (decoders.length === 0) {
    if (Number(headers['content-length']) > limit) throw tooLarge(limit);
  } else {
    delete headers['content-encoding'];
    delete headers['content-length'];
  }
  return decoders;
}
