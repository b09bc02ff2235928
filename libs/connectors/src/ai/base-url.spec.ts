import { describe, expect, it } from 'vitest';
import { aiBaseUrl, operationUrl } from './base-url.ts';

describe('aiBaseUrl', () => {
  it.each([
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/models/', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/responses?x=1#top', 'https://api.openai.com/v1'],
    [' api.openai.com/ ', 'https://api.openai.com'],
    ['https://llm.example/embeddings-service', 'https://llm.example/embeddings-service'],
    ['http://[bad', 'http://[bad'],
  ])('takes from %s what is the base', (pasted, base) => {
    expect(aiBaseUrl(pasted)).toBe(base);
    expect(aiBaseUrl(aiBaseUrl(pasted))).toBe(base);
  });
});

describe('operationUrl', () => {
  it.each([
    ['https://api.openai.com', 'https://api.openai.com/v1/models'],
    ['https://api.openai.com/v1', 'https://api.openai.com/v1/models'],
    ['https://gateway.example/team-a/', 'https://gateway.example/team-a/v1/models'],
    [
      'https://generativelanguage.googleapis.com/v1beta/openai',
      'https://generativelanguage.googleapis.com/v1beta/openai/models',
    ],
    ['https://llm.example/api/generate-v1', 'https://llm.example/api/generate-v1/models'],
    ['https://vllm.example', 'https://vllm.example/v1/models'],
  ])('finds the models of %s', (base, url) => {
    expect(operationUrl(base, 'models').href).toBe(url);
  });
});
