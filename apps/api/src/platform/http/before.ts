import type { IncomingMessage, ServerResponse } from 'node:http';

/** What happens to each request before it is answered, by Express or without. */
export type Before = (request: IncomingMessage & { id?: string }, response: ServerResponse, next: () => void) => void;
