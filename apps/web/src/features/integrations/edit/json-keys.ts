import type { Connector } from '@ims/api-client';
import type { JsonKey, JsonKeys, JsonRules } from '../../../shared/write-json/json-rules.ts';
import { networkSettings, type Schema } from './connector-form.ts';

export type JsonFieldName = 'model_config' | 'provider_metadata' | 'cost_config';

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

/** Keys of `provider_metadata` that the connector or the network understands. */
function metadataKeys({ configuration }: Connector): JsonKeys {
  const { properties = {} } = (configuration as Schema).properties?.provider_metadata ?? {};
  const network = networkSettings.map(({ pointer, schema }) => [pointer.split('/').at(-1) ?? '', schema] as const);
  const keys = [...Object.entries(properties), ...network].map(([name, schema]): [string, JsonKey] => {
    const { title = name, description, examples = [], default: fallback } = schema;
    return [name, { info: description ?? title, example: examples[0] ?? fallback ?? '' }];
  });
  return Object.fromEntries(keys);
}

export function jsonRulesFor(field: JsonFieldName, connector: Connector): JsonRules {
  if (field === 'model_config') return { keys: modelConfig, strict: false };
  if (field === 'cost_config') return { keys: costConfig, strict: true };
  return { keys: metadataKeys(connector), strict: false };
}

/** What an empty field shows: a small document that could stand there. */
export function jsonExample(field: JsonFieldName, connector: Connector): string {
  const { keys } = jsonRulesFor(field, connector);
  const shown = {
    model_config: ['temperature', 'max_tokens', 'top_p'],
    cost_config: ['max_monthly_cost', 'cost_per_token', 'alert_threshold'],
    provider_metadata: Object.keys(keys).slice(0, 3),
  }[field];
  return JSON.stringify(Object.fromEntries(shown.map((key) => [key, keys[key]?.example])), null, 2);
}
