export interface Model {
  id: string;
  kind: 'chat' | 'embedding';
  owned_by: string;
  created: number;
  /** Thinks before it answers: refuses `max_tokens` and counts reasoning tokens. */
  reasons?: boolean;
  /** Of an embedding, unless the request wants fewer. */
  dimensions?: number;
}

const chat = (id: string, created: number, more: Partial<Model> = {}): Model => ({
  id,
  kind: 'chat',
  owned_by: 'system',
  created,
  ...more,
});
const embedding = (id: string, created: number, dimensions: number): Model => ({
  id,
  kind: 'embedding',
  owned_by: 'system',
  created,
  dimensions,
});

export const openaiModels: Model[] = [
  chat('gpt-4o', 1_715_367_049),
  chat('gpt-4o-2024-08-06', 1_722_814_719),
  chat('gpt-4o-mini', 1_721_172_741),
  chat('gpt-4.1', 1_744_316_542),
  chat('gpt-4.1-mini', 1_744_318_173),
  chat('gpt-5-mini', 1_754_425_928, { reasons: true }),
  chat('o4-mini', 1_744_225_351, { reasons: true }),
  embedding('text-embedding-3-small', 1_705_948_997, 1536),
  embedding('text-embedding-3-large', 1_705_953_180, 3072),
  embedding('text-embedding-ada-002', 1_671_217_299, 1536),
];
