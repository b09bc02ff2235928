import * as z from 'zod/mini';

const memberId = z.catch(z.optional(z.int().check(z.positive())), undefined);

/** What the address of the page holds: the search, and the open dialog. */
export const accessSearch = z.object({
  q: z.catch(z.optional(z.coerce.string()), undefined),
  add: z.catch(z.optional(z.literal(true)), undefined),
  change: memberId,
  password: memberId,
  remove: memberId,
});

export type AccessSearch = z.output<typeof accessSearch>;
