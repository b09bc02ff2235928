import { z } from 'zod';

/** RFC 9457 problem document. Whatever went wrong, this is the shape. */
export const problem = z
  .looseObject({
    type: z.string().meta({ example: 'urn:ims:problem:not_found' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    code: z.string().describe('Stable name of the error, for programs.'),
    request_id: z.string().describe('The same as the `x-request-id` header; quote it when asking for help.'),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe('JSON pointer of the field in the body.'),
          code: z.string(),
          message: z.string().describe('A sentence for a person, with what to do.'),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });
