/**
 * Integrations at work: opens the way to the external system with the stored or typed settings and secret, and uses it
 * for tests, previews and records. Owns no table; what a test finds is remembered by health.
 */
export { connectionFailed } from './connection.errors.ts';
export { ConnectionsModule } from './connections.module.ts';
export {
  type Connection,
  ConnectionsService,
  type StoredConnection,
  type UnusableConnection,
} from './connections.service.ts';
export { type TestResult, testAnswer, testResult, toTestResult } from './test-answer.ts';
