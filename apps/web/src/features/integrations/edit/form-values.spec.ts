import { describe, expect, it } from 'vitest';
import { anIntegration, withSecret } from '../testing/an-integration.ts';
import {
  blankValues,
  changeBody,
  createBody,
  fieldsGivenUp,
  strandedOrigin,
  validate,
  valuesOf,
} from './form-values.ts';

const aiProvider = () =>
  anIntegration({
    provider: 'openai',
    type: 'ai_provider',
    model: 'gpt-4o',
    model_config: { temperature: 0.3 },
    fallback_integration_id: 9,
  });

describe('createBody', () => {
  it('leaves out what is empty', () => {
    const values = { ...blankValues('acme'), base_url: ' https://acme.example ' };
    expect(createBody(values)).toEqual({
      provider: 'acme',
      type: 'data_source',
      base_url: 'https://acme.example',
      active: true,
    });
  });

  it('leaves out what the type does not have', () => {
    const values = { ...blankValues('openai'), type: 'notification' as const, model_config: '{"temperature": 1}' };
    expect(Object.keys(createBody(values))).not.toContain('model_config');
  });
});

describe('changeBody', () => {
  it('is empty when nothing changed', () => {
    const saved = aiProvider();
    expect(changeBody(valuesOf(saved), saved)).toEqual({});
  });

  it('holds what changed, empty text as none', () => {
    const saved = aiProvider();
    const values = { ...valuesOf(saved), model: ' ', model_config: '{"temperature": 0.5}' };
    expect(changeBody(values, saved)).toEqual({ model: null, model_config: { temperature: 0.5 } });
  });

  it('clears what goes with the old type', () => {
    const saved = aiProvider();
    const values = { ...valuesOf(saved), type: 'data_source' as const };
    expect(changeBody(values, saved)).toEqual({
      type: 'data_source',
      model: null,
      model_config: {},
      fallback_integration_id: null,
    });
    expect(fieldsGivenUp('data_source', saved)).toEqual(['model', 'model_config', 'fallback_integration_id']);
  });

  it('leaves alone what the form never showed', () => {
    const saved = anIntegration({ type: 'data_source', model_config: { made: 'elsewhere' } });
    expect(changeBody({ ...valuesOf(saved), username: 'me' }, saved)).toEqual({ username: 'me' });
  });
});

describe('strandedOrigin', () => {
  const saved = withSecret();
  const at = (base_url: string) => strandedOrigin({ ...valuesOf(saved), base_url }, saved);

  it('is where the secret stays when scheme, host or port change', () => {
    expect(at('http://company.example.com')).toBe('https://company.example.com');
    expect(at('https://company.example.com:8443')).toBe('https://company.example.com');
    expect(at('https://company.example.com.evil.example')).toBe('https://company.example.com');
  });

  it('is none on the same origin, or while the address is being typed', () => {
    expect(at('https://company.example.com/other/path')).toBeUndefined();
    expect(at('https://')).toBeUndefined();
  });
});

describe('validate', () => {
  const faults = (change: object) => validate({ ...blankValues('acme'), base_url: 'https://acme.example', ...change });

  it('finds nothing wrong with the least that is needed', () => {
    expect(faults({})).toEqual({});
  });

  it.each([
    [{ provider: 'not a slug' }, 'provider', 'Must be letters, digits, "_", "-" or ".", such as wex_ai_gateway.'],
    [{ display_name: 'a\u200bb' }, 'display_name', 'Holds control or invisible characters; remove them.'],
    [{ username: 'x'.repeat(256) }, 'username', 'Must be at most 255 characters.'],
    [{ secret: { intent: 'replace', text: '****' } }, 'secret', /^Is the mask, not the secret/],
    [{ secret: { intent: 'replace', text: ' token' } }, 'secret', /^Begins or ends with a blank/],
    [{ secret: { intent: 'replace', text: 'a\u0007b' } }, 'secret', /^Holds control characters/],
    [
      { type: 'ai_provider', cost_config: '{"cost_per_token": -1}' },
      'cost_config',
      /^Line 1, column 20: cost_per_token/,
    ],
  ])('refuses %j', (change, field, message) => {
    const found = faults(change);
    expect(Object.keys(found)).toEqual([field]);
    expect(found[field as keyof typeof found]).toMatch(message);
  });

  it('does not ask about fields that are not shown', () => {
    expect(faults({ type: 'data_source', cost_config: 'no JSON' })).toEqual({});
  });
});
