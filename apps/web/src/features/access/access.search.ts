import { flag, id, oneOf, searchParams, text } from '../../shared/search-params.ts';

/** What the address of the page holds: the tab, the search, and the open dialog. */
export const accessSearch = searchParams({
  tab: oneOf(['keys']),
  q: text(),
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

export type AccessSearch = ReturnType<typeof accessSearch>;

/** The dialog to open, without the rest of the address. */
export type AccessDialog = Omit<AccessSearch, 'tab' | 'q'>;
