import type { IncomingMessage } from 'node:http';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import type { Caller } from './caller.ts';
import { invalidRequest, tooLarge } from './gateway-error.ts';

/** Pictures and long conversations fit; what is larger belongs to an upload. */
const LARGEST_BODY = 20_971_520;

/** A request as the edge hands it to a handler: who calls, and where the answer goes. */
export interface GatewayCall {
  scope: TenantScope;
  request: IncomingMessage;
  caller: Caller;
  /** What stands in the path behind the handler's own, decoded. */
  rest: string;
}

/** The body of a request. Throws a `GatewayError` when it is too large or packed. */
export function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const { 'content-encoding': encoding = 'identity', 'content-length': announced } = request.headers;
  if (encoding !== 'identity')
    throw invalidRequest('Send the body without Content-Encoding.', { status: 415, code: 'unsupported_encoding' });
  if (Number(announced) > LARGEST_BODY) throw tooLarge(LARGEST_BODY);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  request
    .on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else reject(tooLarge(LARGEST_BODY));
    })
    .once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    .once('error', reject);
  return promise;
}
