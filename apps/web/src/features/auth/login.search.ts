import * as z from 'zod/mini';

/** `to`: the page that was wanted; only an address of this application. */
export const loginSearch = z.object({
  to: z.catch(z.optional(z.string().check(z.regex(/^\/(?![/\\])/))), undefined),
  tenant: z.catch(z.optional(z.string()), undefined),
});
