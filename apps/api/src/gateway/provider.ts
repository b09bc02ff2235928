import { type AiOperation, type GatewaySettings, gatewaySettingsOf } from '@ims/connector-sdk';
import type { EgressClient, PreparedRequest } from '@ims/egress';
import type { StoredConnection } from '../connections/index.ts';
import { type Price, pricePerToken } from '../models/index.ts';
import type { Operation } from '../usage/index.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { SeenOutputs } from './estimate.ts';
import { type Default, defaultsFor } from './request-body.ts';

const paths: Record<Operation, AiOperation> = {
  chat: 'chat/completions',
  responses: 'responses',
  embeddings: 'embeddings',
};

/** Open sockets to one provider: each stream takes one for as long as it lasts. */
const CONNECTIONS = 1000;
const LARGEST_REQUEST = 33_554_432;
const LARGEST_ANSWER = 33_554_432;

/** An AI integration at one version, with everything that its calls share: connections, prepared requests, what was seen of it. */
export class Provider {
  readonly settings: GatewaySettings;
  /** Of `cost_config`, for models without a price of their own. */
  readonly pricePerToken: Price | undefined;
  /** What bodies get where a client says nothing. */
  readonly defaults: Readonly<Record<Operation, readonly Default[]>>;
  readonly breaker = new CircuitBreaker();
  private readonly client: EgressClient;
  private readonly prepared = new Map<string, PreparedRequest>();
  private readonly outputs = new Map<string, SeenOutputs>();

  constructor(
    readonly connection: StoredConnection,
    /** Its slug. */
    readonly tenant: string,
    dial: (limits: { limits: object; connections: number }) => EgressClient,
  ) {
    const { stored } = connection;
    this.settings = gatewaySettingsOf(connection.settings);
    const { model_config } = connection.settings;
    this.defaults = {
      chat: defaultsFor('chat', model_config),
      responses: defaultsFor('responses', model_config),
      embeddings: defaultsFor('embeddings', model_config),
    };
    const each = stored.cost_config.cost_per_token;
    this.pricePerToken = typeof each === 'number' ? pricePerToken(each) : undefined;
    this.client = dial({ connections: CONNECTIONS, limits: limitsOf(this.settings) });
  }

  get id() {
    return this.connection.stored.id;
  }

  get version(): number {
    return this.connection.stored.version;
  }

  get name(): string {
    return this.connection.stored.provider;
  }

  get defaultModel(): string | undefined {
    return this.connection.settings.model ?? undefined;
  }

  /** The longest answer, in tokens, where a call sets no limit. */
  get defaultOutput(): number | undefined {
    const { max_completion_tokens, max_tokens } = this.connection.settings.model_config;
    const limit = max_completion_tokens ?? max_tokens;
    return typeof limit === 'number' ? limit : undefined;
  }

  /** The name a call has to give the model here. */
  modelName(model: string): string {
    const { connector, settings } = this.connection;
    return connector.ai?.modelName?.(settings, model) ?? model;
  }

  /** The request of an operation for a model, ready but for its body. Throws what is wrong with the settings. */
  route(operation: Operation, model: string, isStream: boolean): PreparedRequest {
    const key = `${operation} ${isStream} ${model}`;
    const known = this.prepared.get(key);
    if (known) return known;
    const { connector, settings, secret } = this.connection;
    if (!connector.ai) throw new Error(`${connector.display_name} takes no calls`);
    const route = this.client.prepare({
      method: 'POST',
      url: connector.ai.url(settings, paths[operation], model),
      headers: {
        ...connector.ai.headers?.(settings),
        'content-type': 'application/json',
        accept: isStream ? 'text/event-stream' : 'application/json',
        // Nothing is gained by unpacking what is packed again on the way to the client.
        'accept-encoding': 'identity',
      },
      credentials: connector.authenticate(settings, secret),
    });
    // Names come from callers where any model is allowed.
    if (this.prepared.size >= 1000) this.prepared.clear();
    this.prepared.set(key, route);
    return route;
  }

  seen(model: string): SeenOutputs {
    const known = this.outputs.get(model);
    if (known) return known;
    const seen = new SeenOutputs();
    if (this.outputs.size >= 1000) this.outputs.clear();
    this.outputs.set(model, seen);
    return seen;
  }

  close(): void {
    void this.client.close();
  }
}

const limitsOf = (settings: GatewaySettings) => ({
  connectMs: settings.connect_timeout_ms,
  firstByteMs: settings.first_byte_timeout_ms,
  idleMs: settings.idle_timeout_ms,
  totalMs: settings.total_timeout_ms,
  requestBytes: LARGEST_REQUEST,
  responseBytes: LARGEST_ANSWER,
});
