import {
  type ConnectorContext,
  ConnectorFault,
  type HttpAnswer,
  type HttpRequest,
  upstreamOf,
} from '@ims/connector-sdk';
import { z } from 'zod';

/** Posts and wants an answer that is `good`, whatever its content. Any other is a fault, by the general rules at last. */
export async function post(
  context: ConnectorContext,
  request: Pick<HttpRequest, 'to' | 'json' | 'headers' | 'credentials' | 'explain'>,
  good: (answer: HttpAnswer) => boolean,
): Promise<HttpAnswer> {
  let taken: HttpAnswer | undefined;
  const explain: HttpRequest['explain'] = (answer) => {
    if (good(answer)) taken = answer;
    return taken ? undefined : (request.explain?.(answer) ?? strange(answer));
  };
  try {
    return await context.http.json({ ...request, method: 'POST', explain }, z.unknown());
  } catch (error) {
    // A good answer need not be JSON.
    if (taken) return taken;
    throw error;
  }
}

export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

function strange(answer: HttpAnswer): ConnectorFault | undefined {
  if (!isSuccess(answer)) return undefined;
  return new ConnectorFault('unexpected_content', { upstream: upstreamOf(answer) });
}
