/*
 * The least that can stand between a client and a provider: node:http and a pool of undici, bytes passed through as they
 * come. Nobody asks who calls, no model is looked up, nothing is counted or written down.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const { PORT, UPSTREAM = '' } = process.env;
const pool = new Pool(UPSTREAM, { connections: 128 });

const server = createServer((request, response) => {
  const { method = 'GET', url: path = '/', headers } = request;
  const { host, connection, 'transfer-encoding': coding, ...rest } = headers;
  const body = method === 'GET' ? undefined : request;
  const passOn = pool.stream({ method, path, headers: rest, body }, ({ statusCode, headers: answered }) => {
    const { connection: _hop, 'keep-alive': _hint, 'transfer-encoding': _coding, ...kept } = answered;
    return response.writeHead(statusCode, kept);
  });
  passOn.catch(() => response.destroy());
});
server.listen(Number(PORT), '127.0.0.1');

process.once('SIGINT', () => {
  server.close(() => void pool.close());
  server.closeAllConnections();
});
