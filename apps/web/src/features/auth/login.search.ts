import { matching, searchParams, text } from '../../shared/search-params.ts';

/** `to`: the page that was wanted; only an address of this application. */
export const loginSearch = searchParams({
  to: matching(/^\/(?![/\\])/),
  tenant: text(),
});
