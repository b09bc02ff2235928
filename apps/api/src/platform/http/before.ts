import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as it arrives; what is known of it is noted on it on its way. */
export type ObservedRequest = IncomingMessage & {
  id?: string;
  originalUrl?: string;
  /** Of the handler that answers it. */
  route?: { path?: unknown };
};

/** What happens to each request before it is answered, by Express or without. */
export type Before = (request: ObservedRequest, response: ServerResponse, next: () => void) => void;
