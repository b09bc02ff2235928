import { integrationTypes } from '../../shared/integration-types.ts';
import { oneOf, searchParams, text } from '../../shared/search-params.ts';

/** What the address of the catalogue holds. */
export const connectorsSearch = searchParams({
  q: text(100),
  type: oneOf(integrationTypes),
});

export type ConnectorsSearch = ReturnType<typeof connectorsSearch>;
