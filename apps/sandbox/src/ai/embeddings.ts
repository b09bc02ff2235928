import type { Response } from 'express';
import { ApiError } from './api-error.ts';
import { digest } from './completion.ts';
import { book } from './ledger.ts';
import type { Model } from './models.ts';
import { countTokens } from './tokens.ts';

/** POST /embeddings */
export function embed(body: Record<string, unknown>, model: Model, res: Response): void {
  const inputs = readInputs(body.input);
  const dimensions = readDimensions(body.dimensions, model);
  const encode = body.encoding_format === 'base64' ? toBase64 : (vector: number[]) => vector;
  const tokens = inputs.reduce<number>(
    (sum, input) => sum + (Array.isArray(input) ? input.length : countTokens(input)),
    0,
  );
  book(res, model, { input: tokens, cached: 0, output: 0, reasoning: 0 });
  res.json({
    object: 'list',
    data: inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: encode(vectorOf(`${model.id}:${input}`, dimensions)),
    })),
    model: model.id,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

type Input = string | number[];

function readInputs(input: unknown): Input[] {
  if (input === undefined) {
    throw new ApiError(400, 'missing_required_parameter', "Missing required parameter: 'input'.", 'input');
  }
  const isTokens = (value: unknown): value is number[] =>
    Array.isArray(value) && value.length > 0 && value.every(Number.isInteger);
  const isInput = (value: unknown): value is Input => (typeof value === 'string' && value !== '') || isTokens(value);
  const inputs = isInput(input) ? [input] : input;
  if (Array.isArray(inputs) && inputs.length > 0 && inputs.length <= 2048 && inputs.every(isInput)) return inputs;
  throw new ApiError(
    400,
    null,
    "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
  );
}

function readDimensions(wanted: unknown, { id, dimensions = 1536 }: Model): number {
  if (wanted === undefined || wanted === null) return dimensions;
  if (id.endsWith('ada-002')) throw new ApiError(400, null, 'This model does not support specifying dimensions.');
  if (Number.isInteger(wanted) && Number(wanted) >= 1 && Number(wanted) <= dimensions) return Number(wanted);
  throw new ApiError(400, null, `Invalid value for 'dimensions': must be between 1 and ${dimensions}.`, 'dimensions');
}

/** A vector of length 1 that only the text decides: a linear congruential generator seeded with its digest. */
function vectorOf(text: string, dimensions: number): number[] {
  let seed = Number.parseInt(digest(text).slice(0, 8), 16);
  const values = Array.from({ length: dimensions }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 0x1_0000_0000 - 0.5;
  });
  const length = Math.hypot(...values);
  return values.map((value) => Math.fround(value / length));
}

function toBase64(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}
