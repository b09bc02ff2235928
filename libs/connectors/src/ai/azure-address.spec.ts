import { describe, expect, it } from 'vitest';
import { readAzureAddress } from './azure-address.ts';

describe('readAzureAddress', () => {
  it('takes the address of a deployment apart', () => {
    expect(
      readAzureAddress('https://res.openai.azure.com/openai/deployments/gpt4o/chat/completions?api-version=2024-10-21'),
    ).toEqual({
      base_url: 'https://res.openai.azure.com',
      path_style: 'deployment',
      deployment: 'gpt4o',
      api_version: '2024-10-21',
    });
  });

  it('decodes the name of a deployment', () => {
    const { deployment } = readAzureAddress('https://res.openai.azure.com/openai/deployments/my%20model/embeddings');
    expect(deployment).toBe('my model');
  });

  it.each([
    'https://res.openai.azure.com/openai/v1/',
    'https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview',
    'https://res.openai.azure.com/openai/v1',
  ])('recognises the v1 paths in %s', (pasted) => {
    expect(readAzureAddress(pasted)).toMatchObject({ base_url: 'https://res.openai.azure.com', path_style: 'v1' });
  });

  it.each([
    ['https://res.openai.azure.com/', 'https://res.openai.azure.com'],
    ['res.cognitiveservices.azure.com', 'https://res.cognitiveservices.azure.com'],
    [
      'https://res.cognitiveservices.azure.com/openai/models?api-version=2024-10-21',
      'https://res.cognitiveservices.azure.com',
    ],
    [
      'https://res.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview',
      'https://res.services.ai.azure.com',
    ],
    ['https://res.services.ai.azure.com/api/projects/claims', 'https://res.services.ai.azure.com'],
    ['https://apim.azure-api.net/team/openai/deployments/a/responses', 'https://apim.azure-api.net/team'],
    ['https://openai.example/openai-proxy', 'https://openai.example/openai-proxy'],
  ])('finds the resource in %s', (pasted, base) => {
    expect(readAzureAddress(pasted).base_url).toBe(base);
  });

  it('leaves what it has read as it is', () => {
    const { base_url } = readAzureAddress(
      'https://res.openai.azure.com/openai/deployments/a/embeddings?api-version=2024-10-21',
    );
    expect(readAzureAddress(base_url)).toEqual({ base_url });
  });

  it('leaves alone what is no address', () => {
    expect(readAzureAddress('not an address')).toEqual({ base_url: 'not an address' });
  });

  it('bears a deployment that is not encoded as it should be', () => {
    const pasted = 'https://res.openai.azure.com/openai/deployments/50%/chat/completions';
    expect(readAzureAddress(pasted)).toMatchObject({ deployment: '50%' });
  });
});
