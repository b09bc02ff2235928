import { findKnownProvider } from '../provider-catalogue.ts';

export type JsonFieldName = 'model_config' | 'provider_metadata' | 'cost_config';

/** A key the product or the provider understands. `number` bounds are inclusive. */
export interface JsonKey {
  info: string;
  example: unknown;
  number?: { min?: number; max?: number; whole?: boolean };
}

type JsonKeys = Record<string, JsonKey>;

const modelConfig: JsonKeys = {
  temperature: { info: 'How freely the model chooses, 0 to 2', example: 0.3, number: { min: 0, max: 2 } },
  max_tokens: { info: 'Longest answer, in tokens', example: 700, number: { min: 1, whole: true } },
  max_completion_tokens: {
    info: 'Longest answer of a reasoning model',
    example: 1000,
    number: { min: 1, whole: true },
  },
  top_p: { info: 'Share of likely words considered, 0 to 1', example: 0.9, number: { min: 0, max: 1 } },
  frequency_penalty: { info: 'Discourages repetition, -2 to 2', example: 0, number: { min: -2, max: 2 } },
  presence_penalty: { info: 'Encourages new topics, -2 to 2', example: 0, number: { min: -2, max: 2 } },
  seed: { info: 'Makes answers repeatable', example: 42, number: { whole: true } },
  stop: { info: 'Where the answer ends', example: ['\n\n'] },
  reasoning_effort: { info: 'How long a reasoning model thinks', example: 'medium' },
  response_format: { info: 'Shape of the answer', example: { type: 'json_object' } },
};

/** The server knows these four and refuses wrong values; the other fields keep what they are given. */
const costConfig: JsonKeys = {
  max_monthly_cost: { info: 'US dollars per calendar month', example: 1000, number: { min: 0 } },
  monthly_limit: { info: 'Another name of max_monthly_cost', example: 500, number: { min: 0 } },
  cost_per_token: { info: 'US dollars per token', example: 0.0001, number: { min: 0 } },
  alert_threshold: { info: 'Share of the budget that alerts, 0 to 1', example: 0.8, number: { min: 0, max: 1 } },
};

const anyMetadata: JsonKeys = {
  region: { info: 'Region that answers', example: 'us-east-1' },
  deployment: { info: 'Deployment that answers', example: 'production' },
};

export interface JsonRules {
  keys: JsonKeys;
  /** Whether a known key of the wrong kind is refused, or only pointed out. */
  strict: boolean;
}

export function jsonRulesFor(field: JsonFieldName, provider: string): JsonRules {
  if (field === 'model_config') return { keys: modelConfig, strict: false };
  if (field === 'cost_config') return { keys: costConfig, strict: true };
  return { keys: findKnownProvider(provider)?.metadata ?? anyMetadata, strict: false };
}

/** What an empty field shows: a small document that could stand there. */
export function jsonExample(field: JsonFieldName, provider: string): string {
  const { keys } = jsonRulesFor(field, provider);
  const shown = {
    model_config: ['temperature', 'max_tokens', 'top_p'],
    cost_config: ['max_monthly_cost', 'cost_per_token', 'alert_threshold'],
    provider_metadata: Object.keys(keys),
  }[field];
  return JSON.stringify(Object.fromEntries(shown.map((key) => [key, keys[key]?.example])), null, 2);
}
