import * as z from 'zod/mini';
import { integrationTypes } from '../../shared/integration-types.ts';

/** What the address of the catalogue holds. A part that says something else than it may is left out. */
export const connectorsSearch = z.object({
  /** The router reads `?q=42` as a number. */
  q: z.catch(z.optional(z.coerce.string().check(z.maxLength(100))), undefined),
  type: z.catch(z.optional(z.enum(integrationTypes)), undefined),
});

export type ConnectorsSearch = z.output<typeof connectorsSearch>;
