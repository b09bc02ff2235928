import { gatewaySettingsOf } from '@ims/connector-sdk';
import type { EgressResponse } from '@ims/egress';
import type { IntegrationId } from '../../integrations/index.ts';
import type { ModelId, Price, RegisteredModel } from '../../models/index.ts';
import { fromDollars } from '../../platform/money.ts';
import type { Operation } from '../../usage/index.ts';
import type { Call } from '../call.ts';
import type { Caller } from '../caller.ts';
import { SeenOutputs } from '../estimate.ts';
import type { Provider } from '../provider.ts';
import { type AiRequest, readRequest } from '../request-body.ts';

const encoder = new TextEncoder();

/** As a client sends it. */
export function aiRequest(body: object = {}, operation: Operation = 'chat'): AiRequest {
  return readRequest(operation, Buffer.from(JSON.stringify({ model: 'openai', messages: [], ...body })));
}

/** Dollars for a million tokens. */
export function priceOf(input: number, output: number, more: Partial<Price> = {}): Price {
  const others = { cached_input: null, cache_write: null, audio_input: null, audio_output: null };
  return { id: 7, state: 'priced', input: fromDollars(input), output: fromDollars(output), ...others, ...more };
}

interface ProviderFacts {
  name: string;
  model?: string;
  fallback?: IntegrationId;
  active?: boolean;
  anyModel?: boolean;
  costPerToken?: Price;
}

let made = 0;

export function fakeProvider({
  name,
  model,
  fallback,
  active = true,
  anyModel,
  costPerToken,
}: ProviderFacts): Provider {
  made += 1;
  const stored = { id: made, provider: name, active, fallback_integration_id: fallback ?? null };
  return {
    id: made as IntegrationId,
    name,
    defaultModel: model,
    settings: gatewaySettingsOf({ provider_metadata: anyModel ? { any_model: true } : {} }),
    pricePerToken: costPerToken,
    connection: { stored, settings: { model_config: {} } },
    seen: () => new SeenOutputs(),
  } as unknown as Provider;
}

export function fakeModel(provider: Provider, name: string, more: Partial<RegisteredModel> = {}): RegisteredModel {
  return {
    id: 1 as ModelId,
    integrationId: provider.id,
    name,
    purpose: 'chat',
    aliases: [],
    contextWindow: null,
    maxOutputTokens: null,
    baseModel: null,
    active: true,
    prices: [],
    ...more,
  };
}

/** An answer that comes in these pieces; an error is thrown in place of the next one. */
export function fakeAnswer(pieces: Iterable<string | Uint8Array | Error>): EgressResponse {
  async function* body() {
    for (const piece of pieces) {
      if (piece instanceof Error) throw piece;
      yield typeof piece === 'string' ? encoder.encode(piece) : piece;
    }
  }
  const bytes = async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body()) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return { status: 200, headers: {}, body: body(), bytes } as unknown as EgressResponse;
}

/** A client, and what it has received. */
export class FakeCaller {
  readonly response = {};
  readonly begunAt = 0;
  isGone = false;
  status: number | undefined;
  headers: Record<string, string> = {};
  received = '';
  ending: 'clean' | 'broken off' | undefined;
  /** Set to let a write wait. */
  readsSlowly: Promise<void> | undefined;

  head(status: number, headers: Record<string, string>): void {
    this.status = status;
    this.headers = headers;
  }

  write(bytes: string): Promise<void> | undefined {
    this.received += Buffer.from(bytes, 'latin1').toString();
    return this.readsSlowly;
  }

  end(body = ''): void {
    this.received += body;
    this.ending = 'clean';
  }

  whole(status: number, headers: Record<string, string>, body: Buffer): void {
    this.head(status, headers);
    this.end(body.toString());
  }

  breakOff(last: string): void {
    this.received += last;
    this.ending = 'broken off';
  }

  get asCaller(): Caller {
    return this as unknown as Caller;
  }
}

export const fakeCall = (passed: Call['passed'] = []): Call =>
  ({
    request: aiRequest(),
    caller: new FakeCaller().asCaller,
    id: 'call-1',
    attempts: 0,
    upstreamMs: 0,
    passed,
  }) as unknown as Call;
