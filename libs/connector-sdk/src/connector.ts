import type { BoundSecret, Credential, EgressClient } from '@ims/egress';
import type { ConnectorHttp } from './connector-http.ts';
import type { ErrorClass, Field } from './error-class.ts';
import type { JsonSchema } from './json-schema.ts';

export type IntegrationType = 'data_source' | 'ai_provider' | 'notification';

/** What a person typed in for one integration, in the words of the `integrations` table. The secret is apart. */
export interface Settings {
  base_url: string;
  username: string | null;
  base_search: string | null;
  model: string | null;
  model_config: Record<string, unknown>;
  provider_metadata: Record<string, unknown>;
}

/** What a connector works with while it serves one integration. */
export interface ConnectorContext {
  settings: Settings;
  /** Bound to the origin it was entered for; absent when none is stored. */
  secret: BoundSecret | undefined;
  /** The only way out: relative addresses lie below the base URL, and the credential goes with each request. */
  http: ConnectorHttp;
  /** A connected, checked socket to the host of the base URL, for protocols other than HTTP. TLS is the caller's business. */
  connect(): Promise<Awaited<ReturnType<EgressClient['connect']>>>;
  /** Ends when the caller goes away or time is up. */
  signal: AbortSignal;
  now(): Date;
  effort: Effort;
}

/**
 * How far a check may go. A person who asks wants it in `full`. One that is `scheduled` comes every few minutes: it makes
 * no call that costs money or that somebody notices, and its findings say what was left out.
 */
export type Effort = 'full' | 'scheduled';

/**
 * A kind of external system: what its form looks like, how it proves that a connection works, and what can be done
 * through it. Data first; code only where data is not enough. What a connector cannot do, it leaves out.
 */
export interface Connector {
  /** Slug, such as `jira`; the `provider` of integrations served by it. */
  provider: string;
  type: IntegrationType;
  display_name: string;
  /** One sentence for the catalogue. */
  description: string;
  docs_url: string | null;
  /** Raised when the settings change shape; `migrations` leads older ones here. */
  version: number;
  /** JSON Schema 2020-12 of {@link Settings}: titles, hints and conditions make the form; unknown fields are not shown. */
  configuration: JsonSchema;
  /** JSON Schema of `{password}`: whether a secret is needed, and what it is called here. */
  credentials: JsonSchema;
  /** Upgrades settings from the version that is the key to the next. */
  migrations?: Record<number, (settings: Settings) => Settings>;
  /** Takes apart what people paste (a whole address with path and query, say). Must be idempotent. */
  normalize?(settings: Settings, secret?: string): { settings: Settings; secret?: string };
  /** How the secret goes with requests. */
  authenticate(settings: Settings, secret: BoundSecret | undefined): Credential[];
  /**
   * The steps that prove a connection, in the order auth, identity, permissions, sample. Auth must be a positive proof;
   * `skip` it only in a scheduled check, where no proof is free.
   */
  check(context: ConnectorContext): CheckSteps;
  /** Data sources: pages of records, newest change last, from the cursor on. */
  records?(context: ConnectorContext, from: RecordsQuery): AsyncIterable<RecordPage>;
  /** AI providers: the models it offers now. */
  models?(context: ConnectorContext): Promise<ModelInfo[]>;
  /** AI providers: where calls go. */
  ai?: AiRoutes;
  /** Notifications: delivers one message. Throws a {@link ConnectorFault} when it was not taken. */
  send?(context: ConnectorContext, message: NotificationMessage): Promise<SendReceipt>;
}

export const checkStages = ['auth', 'identity', 'permissions', 'sample'] as const;
export type CheckStage = (typeof checkStages)[number];
export type CheckSteps = Partial<Record<CheckStage, () => Finding | Promise<Finding>>>;

/** What a step found. To fail, a step throws a {@link ConnectorFault}. */
export interface Finding {
  verdict: 'pass' | 'warn' | 'skip';
  /** A sentence for a person. */
  message: string;
  /** What to do about a warning. */
  remedy?: string;
  field?: Field;
  /** What a warning is about, where it is one of the closed list. */
  error_class?: ErrorClass;
  /** Who the system says we are. */
  identity?: Identity;
  /** When the secret stops working, if the system tells. */
  secret_expires_at?: Date;
  /** Names of models that integrations may be set to, if the system tells. */
  models?: string[];
}

export interface Identity {
  /** Stable id in the external system. */
  id: string;
  name: string;
  kind: 'user' | 'app' | 'bot' | 'key' | 'endpoint';
}

export interface RecordsQuery {
  /** The `cursor` of an earlier page; absent means from the start. */
  cursor?: string;
  /** Records of a page at most. */
  limit: number;
}

export interface RecordPage {
  records: SourceRecord[];
  /** Opaque; continues after this page. Null at the end. */
  cursor: string | null;
}

/** One thing of a data source, the same shape for every system. */
export interface SourceRecord {
  id: string;
  /** Such as `issue`, `repository` or what a manifest calls it. */
  kind: string;
  title: string | null;
  url: string | null;
  updated_at: string | null;
  /** As the system gave it. */
  data: unknown;
}

export interface ModelInfo {
  id: string;
  owned_by: string | null;
}

export type AiOperation = 'chat/completions' | 'responses' | 'embeddings';

export interface AiRoutes {
  /** Address of an operation for a model. */
  url(settings: Settings, operation: AiOperation, model: string): URL;
  headers?(settings: Settings): Record<string, string>;
  /** What the body of a call names as its `model`; the model itself unless told. */
  modelName?(settings: Settings, model: string): string;
}

export interface NotificationMessage {
  /** The same for every try of one message, so that a receiver can tell repetitions. */
  id: string;
  /** Such as `integration.health_changed`. */
  event: string;
  severity: 'info' | 'success' | 'warning' | 'error';
  title: string;
  text: string;
  facts: { label: string; value: string }[];
  /** Page of the product that shows more. */
  link: string | null;
  sent_at: Date;
}

export interface SendReceipt {
  /** Id the system gave the message, where it gives one. */
  id: string | null;
  message: string;
}
