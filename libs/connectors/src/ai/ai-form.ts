import { gatewayFields } from '@ims/connector-sdk';
import { z } from 'zod';

const longestAnswer = z.number().int().min(1).max(10_000_000).optional();

const modelConfig = z
  .looseObject({
    temperature: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .meta({
        title: 'Temperature',
        description: 'How freely the model chooses its words, 0 to 2.',
        examples: [0.3],
      }),
    max_tokens: longestAnswer.meta({ title: 'Longest answer', description: 'In tokens.', examples: [700] }),
    max_completion_tokens: longestAnswer.meta({
      title: 'Longest answer of a reasoning model',
      description: 'In tokens, those of the reasoning included.',
      examples: [1000],
    }),
    top_p: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({
        title: 'Top p',
        description: 'The share of likely words that are considered, 0 to 1.',
        examples: [0.9],
      }),
  })
  .prefault({})
  .meta({
    title: 'Model configuration',
    description: 'Defaults of every call; what a call says itself goes first.',
    'x-input': 'code',
  });

/** What every AI provider wants to know, and the metadata of this one. Keys of the metadata nobody knows are kept. */
export function aiSettings<M extends z.ZodRawShape>(
  metadata: M,
  hints: {
    base_url: { description?: string; examples: string[] };
    model: { description?: string; examples: string[] };
  },
) {
  return z.looseObject({
    base_url: z.url().meta({ title: 'Base URL', ...hints.base_url }),
    model: z
      .string()
      .max(100)
      .optional()
      .meta({ title: 'Model', description: 'The model that is asked when a call names none.', ...hints.model }),
    model_config: modelConfig,
    provider_metadata: z
      .looseObject({ ...metadata, ...gatewayFields })
      .prefault({} as never)
      .meta({ title: 'Provider metadata', 'x-input': 'code' }),
  });
}
