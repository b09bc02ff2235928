import type { Credential } from '@ims/egress';
import type { z } from 'zod';
import type { ConnectorFault } from './connector-fault.ts';

/** HTTP as connectors use it, over the egress of the product: addresses checked, time and size limited, secrets bound. */
export interface ConnectorHttp {
  /** Sends a request and reads the whole answer, whatever its status. Throws a fault when none came. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Sends a request and wants JSON of a shape with a 2xx; anything else is a fault: `explain` first, then the status. */
  json<T>(request: HttpRequest, shape: z.ZodType<T>): Promise<JsonAnswer<T>>;
}

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Below the base URL when it is text (with or without a leading slash), anywhere when it is a URL. */
  to: string | URL;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Instead of what the connector's `authenticate` gives. An empty list sends none. */
  credentials?: Credential[];
  /** Turns an answer only this system gives into a fault; undefined leaves it to the general rules. */
  explain?(answer: HttpAnswer): ConnectorFault | undefined;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; repeated ones joined with a comma. */
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
  url: string;
}

export interface JsonAnswer<T> extends HttpAnswer {
  data: T;
}
