import * as z from 'zod/mini';

const id = z.catch(z.optional(z.int().check(z.positive())), undefined);
const flag = z.catch(z.optional(z.literal(true)), undefined);

/** What the address of the page holds: the tab, the search, and the open dialog. */
export const accessSearch = z.object({
  tab: z.catch(z.optional(z.literal('keys')), undefined),
  q: z.catch(z.optional(z.coerce.string()), undefined),
  /** Of people. */
  add: flag,
  change: id,
  password: id,
  remove: id,
  /** Of service accounts: a new one, another key for one, its deletion, and the id of a key to revoke. */
  create: flag,
  renew: id,
  end: id,
  revoke: id,
});

export type AccessSearch = z.output<typeof accessSearch>;

/** The dialog to open, without the rest of the address. */
export type AccessDialog = Omit<AccessSearch, 'tab' | 'q'>;
