import { z } from 'zod';
import type { Settings } from '../connector.ts';

const ms = (most: number) => z.number().int().min(100).max(most);

/** How the gateway uses an AI provider: fields of `provider_metadata` that mean the same for every connector. */
export const gatewayFields = {
  any_model: z
    .boolean()
    .default(false)
    .meta({ title: 'Any model', description: 'Calls may name models that are not listed here.' }),
  retries: z
    .number()
    .int()
    .min(0)
    .max(3)
    .default(1)
    .meta({ title: 'Retries', description: 'How often a failed call is tried again before the fallback.' }),
  connect_timeout_ms: ms(30_000)
    .default(5_000)
    .meta({ title: 'Longest wait for a connection', description: 'In ms.', examples: [5000] }),
  first_byte_timeout_ms: ms(600_000)
    .default(120_000)
    .meta({ title: 'Longest wait for the answer to begin', description: 'In ms.', examples: [120000] }),
  idle_timeout_ms: ms(600_000)
    .default(30_000)
    .meta({ title: 'Longest silence within an answer', description: 'In ms.', examples: [30000] }),
  total_timeout_ms: ms(1_800_000)
    .default(300_000)
    .meta({
      title: 'Longest call',
      description: 'In ms, from the first byte sent to the last received.',
      examples: [300000],
    }),
  stream_usage: z.boolean().default(true).meta({
    title: 'Usage of streams',
    description:
      'Streams are asked for their usage (stream_options). A server that refuses this is asked again without; switched off, it is spared the first try. Either way what its streams cost is then an estimate.',
  }),
  budget_estimate: z.enum(['typical', 'strict']).default('typical').meta({
    title: 'Budget estimate',
    description: 'What is set aside while a call runs: what such calls usually cost, or the most it could.',
    'x-input': 'select',
  }),
};

const shape = z.object(gatewayFields);
export type GatewaySettings = z.output<typeof shape>;

const defaults = shape.parse({});

/** Fields that do not fit count as not filled in: a form says so where they are typed, a call is no place for it. */
export function gatewaySettingsOf({ provider_metadata }: Pick<Settings, 'provider_metadata'>): GatewaySettings {
  const whole = shape.safeParse(provider_metadata);
  if (whole.success) return whole.data;
  const wrong = new Set(whole.error.issues.map(({ path }) => path[0]));
  const fitting = Object.entries(provider_metadata).filter(([name]) => !wrong.has(name));
  return { ...defaults, ...shape.partial().parse(Object.fromEntries(fitting)) };
}
