/**
 * What a connector is and what it is given to work with. Connectors import this and nothing else of the product; the
 * product runs them through {@link testConnection} and the methods of {@link Connector}. The contract kit that each
 * connector passes is at `@ims/connector-sdk/contract`.
 */
export * from './connector.ts';
export { ConnectorFault, type FaultDetails, type Upstream } from './connector-fault.ts';
export { type ErrorClass, errorClasses, type Field } from './error-class.ts';
export type { JsonSchema } from './json-schema.ts';
export type { ConnectorHttp, HttpAnswer, HttpRequest, JsonAnswer } from './connector-http.ts';
