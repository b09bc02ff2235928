/** What the fixture answers and the loads look for. */
export const MODEL = 'bench-model';
/** Pieces of content in a stream. */
export const CHUNKS = 60;
export const CONTENT = ' a piece of it';
export const DIMENSIONS = 1536;
/** Where the fixture says that it is ready. */
export const READY = '/v1/models';

const messages = [
  { role: 'system', content: 'You answer in one sentence.' },
  { role: 'user', content: 'What did the team finish last week, and what is still open?' },
];

/** The same body to everyone, but for the name that the model goes by. */
export const bodies = {
  chat: (model: string) => JSON.stringify({ model, messages, max_tokens: 100 }),
  stream: (model: string) => JSON.stringify({ model, messages, max_tokens: 100, stream: true }),
  embeddings: (model: string) => JSON.stringify({ model, input: 'What did the team finish last week?' }),
};
