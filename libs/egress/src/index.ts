// The only way out of the product: checked destinations, bounded answers, secrets that go to one origin alone.
export { type AllowList, parseAllowList } from './allow-list.ts';
export type { EgressRequest, EgressResponse, PreparedRequest, Sending } from './client.ts';
export type { Credential } from './credentials.ts';
export { type ClientOptions, type Connected, Egress, type EgressClient, type EgressOptions } from './egress.ts';
export { EgressError, type EgressErrorCode, type TimeLimit } from './errors.ts';
export { type Limits, testLimits } from './limits.ts';
export { originOf } from './origin.ts';
export type { ReachStep } from './reach.ts';
export { BoundSecret } from './secret.ts';
