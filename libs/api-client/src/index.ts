/**
 * The API as typed functions, generated from the contract. `createClient` gives one bound to an address and its
 * authentication; without one, calls go to the origin of the page.
 */

export { createClient } from './generated/client/index.ts';
export { client } from './generated/client.gen.ts';
export * from './generated/index.ts';
