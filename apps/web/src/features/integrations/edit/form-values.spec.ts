import { describe, expect, it } from 'vitest';
import { connectorFor } from '../connectors.ts';
import { anIntegration, withSecret } from '../testing/an-integration.ts';
import { someConnectors } from '../testing/some-connectors.ts';
import { changeBody, createBody, fieldsGivenUp, testBody } from './form-body.ts';
import { strandedOrigin, validate } from './form-faults.ts';
import { blankValues, type IntegrationValues, valuesOf } from './form-values.ts';

const blank = (provider: string) =>
  blankValues(
    provider,
    someConnectors().find((one) => one.provider === provider),
  );
const servedBy = (values: IntegrationValues) => connectorFor(someConnectors(), values);
const created = (values: IntegrationValues) => createBody(values, servedBy(values));
const changed = (values: IntegrationValues, saved: ReturnType<typeof anIntegration>) =>
  changeBody(values, servedBy(values), saved);

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
    const values = { ...blank('acme'), base_url: ' https://acme.example ' };
    expect(created(values)).toEqual({
      provider: 'acme',
      type: 'data_source',
      base_url: 'https://acme.example',
      active: true,
    });
  });

  it('leaves out what the type does not have', () => {
    const values = { ...blank('openai'), type: 'notification' as const, model_config: '{"temperature": 1}' };
    expect(Object.keys(created(values))).not.toContain('model_config');
  });
});

describe('fields that do not apply', () => {
  const typed = (metadata: object) => ({
    ...blank('jira'),
    base_url: 'https://acme.example',
    username: 'bot@acme.com',
    provider_metadata: JSON.stringify(metadata),
  });

  it('are not sent when something is created', () => {
    const body = created(typed({ authentication: 'scoped_token', cloud_id: '1122', note: 'kept' }));
    expect(body.username).toBeUndefined();
    expect(body.provider_metadata).toEqual({ authentication: 'scoped_token', cloud_id: '1122', note: 'kept' });
    expect(created(typed({ cloud_id: '1122' })).provider_metadata).toBeUndefined();
  });

  it('keep what is stored for them when something is changed', () => {
    const metadata = { authentication: 'scoped_token', cloud_id: '1122' };
    const saved = anIntegration({ username: 'old', provider_metadata: metadata });
    expect(changed({ ...valuesOf(saved), username: 'typed before it was hidden' }, saved)).toEqual({});
    const back = { ...valuesOf(saved), provider_metadata: '{"authentication": "api_token", "cloud_id": "typed"}' };
    expect(changed(back, saved).provider_metadata).toEqual({ authentication: 'api_token', cloud_id: '1122' });
  });
});

describe('testBody', () => {
  const tested = (values: IntegrationValues, saved?: ReturnType<typeof anIntegration>) =>
    testBody(values, servedBy(values), saved);

  it('holds what concerns the connection, with the secret as typed', () => {
    const values = { ...blank('jira'), base_url: 'https://acme.example', username: 'me', base_search: 'project = A' };
    expect(tested({ ...values, secret: { intent: 'replace', text: 'token' } })).toEqual({
      provider: 'jira',
      type: 'data_source',
      base_url: 'https://acme.example',
      username: 'me',
      base_search: 'project = A',
      password: 'token',
    });
  });

  it('names the integration whose stored secret is kept', () => {
    const saved = withSecret({ id: 7 });
    expect(tested(valuesOf(saved), saved)).toMatchObject({ id: 7 });
    expect(tested({ ...valuesOf(saved), secret: { intent: 'clear', text: '' } }, saved)).not.toHaveProperty('id');
  });
});

describe('changeBody', () => {
  it('sends the date of a new secret even when the old one had the same', () => {
    const saved = withSecret({ secret_expires_at: '2027-01-31T00:00:00.000Z' });
    const values = { ...valuesOf(saved), secret: { intent: 'replace' as const, text: 'new' } };
    expect(changed(values, saved)).toEqual({ password: 'new', secret_expires_at: '2027-01-31T00:00:00.000Z' });
    expect(changed(valuesOf(saved), saved)).toEqual({});
  });

  it('is empty when nothing changed', () => {
    const saved = aiProvider();
    expect(changed(valuesOf(saved), saved)).toEqual({});
  });

  it('holds what changed, empty text as none', () => {
    const saved = aiProvider();
    const values = { ...valuesOf(saved), model: ' ', model_config: '{"temperature": 0.5}' };
    expect(changed(values, saved)).toEqual({ model: null, model_config: { temperature: 0.5 } });
  });

  it('clears what goes with the old type', () => {
    const saved = aiProvider();
    const values = { ...valuesOf(saved), type: 'data_source' as const };
    expect(changed(values, saved)).toEqual({
      type: 'data_source',
      model: null,
      model_config: {},
      fallback_integration_id: null,
    });
    expect(fieldsGivenUp('data_source', saved)).toEqual(['model', 'model_config', 'fallback_integration_id']);
  });

  it('leaves alone what the form never showed', () => {
    const saved = anIntegration({ type: 'data_source', model_config: { made: 'elsewhere' } });
    expect(changed({ ...valuesOf(saved), username: 'me' }, saved)).toEqual({ username: 'me' });
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
  const faults = (change: object) => {
    const values = { ...blank('acme'), base_url: 'https://acme.example', ...change };
    return validate(values, servedBy(values));
  };

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
