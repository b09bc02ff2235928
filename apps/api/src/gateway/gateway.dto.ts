import { z } from 'zod';

/** Only what the gateway itself reads; everything else goes on as it came. */
export const aiBody = z
  .looseObject({
    model: z
      .string()
      .describe(
        'The provider of an integration (its default model), `provider/model`, or an alias. GET /v1/models lists them.',
      )
      .meta({ example: 'openai' }),
    stream: z.boolean().optional(),
  })
  .describe('As OpenAI documents it.');

export const aiAnswer = z.looseObject({}).meta({ id: 'AiAnswer', description: 'As the provider answers, untouched.' });

export const aiModel = z
  .object({
    id: z.string().describe('What a call may name as its `model`.'),
    object: z.literal('model'),
    created: z.number().int().describe('Always 0: providers disagree on what it means.'),
    owned_by: z.string().describe('The provider of the integration.'),
  })
  .meta({ id: 'AiModel' });
export type AiModelView = z.output<typeof aiModel>;

export const aiModels = z.object({ object: z.literal('list'), data: z.array(aiModel) }).meta({ id: 'AiModels' });

export const aiError = z
  .object({
    error: z.looseObject({
      message: z.string().describe('What is wrong and what to do about it.'),
      type: z.string(),
      param: z.string().nullable().describe('The field of the request that is at fault.'),
      code: z.string().nullable(),
    }),
  })
  .meta({ id: 'AiError' });
