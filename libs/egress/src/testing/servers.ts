import { once } from 'node:events';
import { createServer as createHttp, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

/** A server on the loopback that ends with its test. */
export interface TestServer {
  port: number;
  /** Every connection it has had. */
  connections: Socket[];
  server: Server;
}

export async function serve(server: Server): Promise<TestServer> {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => connections.push(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of connections) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, connections, server };
}

export function serveHttp(listener: RequestListener): Promise<TestServer> {
  return serve(createHttp(listener));
}

export function serveHttps(certificate: SecureContextOptions, listener: RequestListener): Promise<TestServer> {
  return serve(createHttps(certificate, listener) as unknown as HttpServer);
}

export function serveTcp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return serve(createTcp(onConnection));
}

/** Waits until a connection is closed, however it ends. */
export function closing(socket: Socket | undefined): Promise<void> {
  if (!socket) throw new Error('There was no connection.');
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createTcp().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
