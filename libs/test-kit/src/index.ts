/**
 * What tests of the API share: databases that are copies of one migrated template, and tenants, people and integrations
 * made through the public API of a running server. Knows no application; whoever starts one says where it listens.
 */
export { integrationBody, makeIntegration } from './integrations.ts';
export {
  clientOf,
  emailOf,
  loginAs,
  makeTenant,
  PASSWORD,
  type Person,
  type Role,
  type Server,
  signIn,
  type TestTenant,
} from './tenants.ts';
export { type TestDatabase, testDatabase } from './test-database.ts';
