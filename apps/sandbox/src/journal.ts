import type { IncomingHttpHeaders } from 'node:http';

/** A request as it arrived, for tests that look for credentials where none should be. */
export interface SeenRequest {
  system: string;
  /** As written in the path. */
  behaviour: string | null;
  method: string;
  /** As sent, with behaviour and query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Text, 64 KB at most. */
  body: string;
  at: Date;
  /** Pieces of content that a stream has sent so far. */
  chunks_sent: number;
  /** When the answer was sent or its connection closed; null as long as it is under way. */
  closed_at: Date | null;
  /** Whether the client went before the answer was sent. */
  closed_early: boolean;
}

/** A notification that was accepted. */
export interface Delivery {
  system: 'slack' | 'webhook';
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  at: Date;
}

export interface ReceivedMail {
  from: string;
  to: string[];
  /** The message as it came: headers and body. */
  raw: string;
  at: Date;
}

export interface Journal {
  requests: SeenRequest[];
  deliveries: Delivery[];
  messages: ReceivedMail[];
}

const kept = 1000;

export function newJournal(): Journal {
  return { requests: [], deliveries: [], messages: [] };
}

/** Appends, and forgets the oldest beyond the last 1,000. */
export function remember<T>(entries: T[], entry: T): void {
  entries.push(entry);
  if (entries.length > kept) entries.splice(0, entries.length - kept);
}
