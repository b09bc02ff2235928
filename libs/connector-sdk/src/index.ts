/**
 * What a connector is and what it is given to work with. Connectors import this and nothing else of the product; the
 * product runs them through {@link testConnection} and the methods of {@link Connector}. The contract kit that each
 * connector passes is at `@ims/connector-sdk/contract`.
 */

export { bodyAs, inItsWords, upstreamOf } from './answer-parts.ts';
export { below, isBelow, tidyBaseUrl } from './base-url.ts';
export { type CheckedSettings, checkSettings } from './check-settings.ts';
export * from './connector.ts';
export { ConnectorFault, type FaultDetails, type Upstream } from './connector-fault.ts';
export type { ConnectorHttp, HttpAnswer, HttpRequest, JsonAnswer } from './connector-http.ts';
export { type ContextOptions, createContext } from './context.ts';
export { type ErrorClass, errorClasses, type Field } from './error-class.ts';
export { faultOfEgress } from './general-faults.ts';
export type { Patience } from './http-over-egress.ts';
export type { JsonSchema } from './json-schema.ts';
export { fromManifest } from './manifest/from-manifest.ts';
export { type Manifest, type ManifestInput, manifestJsonSchema, manifestSchema } from './manifest/manifest.ts';
export { once } from './once.ts';
export type { Dialect } from './openai/dialect.ts';
export { type GatewaySettings, gatewayFields, gatewaySettingsOf } from './openai/gateway-settings.ts';
export { openAiProtocol } from './openai/openai-protocol.ts';
export { cursorCodec } from './pages/cursor.ts';
export { type PageAt, pageAt, pageSize, walkPages } from './pages/walk-pages.ts';
export { retryTime } from './retry-time.ts';
export type { Problem } from './schema-problem.ts';
export { type Stage, type StageName, stageNames, type TestOutcome } from './stage.ts';
export { type TestOptions, testConnection, testToEnd } from './test-connection.ts';
export { upgradeSettings } from './upgrade-settings.ts';
