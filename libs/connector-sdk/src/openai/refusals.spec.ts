import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../connector-http.ts';
import { explainRefusal, readRefusal, wantsMaxTokens, wrongOperation } from './refusals.ts';

const fields = { model: '/model', organization: '/provider_metadata/organization' } as const;
const key = 'sk-proj-very-secret-0123456789';

function answer(status: number, body: unknown): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, text, headers: { 'x-request-id': 'req_1' }, url: 'https://api.example/v1/models' };
}

function openai(status: number, code: string | null, message: string): HttpAnswer {
  return answer(status, { error: { message, type: 'invalid_request_error', param: null, code } });
}

describe('explainRefusal', () => {
  it.each([
    [
      openai(401, null, 'You have insufficient permissions for this operation. Missing scopes: api.model.read'),
      'permission_missing',
      undefined,
    ],
    [openai(401, 'invalid_api_key', 'Your API key has expired.'), 'auth_expired', '/password'],
    [
      openai(401, 'mismatched_organization', 'OpenAI-Organization header should match'),
      'invalid_config',
      fields.organization,
    ],
    [openai(401, null, "You didn't provide an API key."), 'auth_scheme_mismatch', '/password'],
    [
      openai(403, null, 'Project `p` does not have access to model `gpt-9`: model_not_found'),
      'model_not_found',
      '/model',
    ],
    [openai(404, 'model_not_found', 'The model `gpt-9` does not exist'), 'model_not_found', '/model'],
    [openai(400, null, 'Invalid model name passed in model=gpt-9'), 'model_not_found', '/model'],
    [openai(429, 'insufficient_quota', 'You exceeded your current quota'), 'rate_limited', undefined],
    [answer(402, { error: { message: 'Insufficient credits', code: 402 } }), 'rate_limited', undefined],
    [answer(402, 'Payment Required'), 'rate_limited', undefined],
    [
      answer(404, { error: { code: 'DeploymentNotFound', message: 'The API deployment does not exist.' } }),
      'model_not_found',
      '/model',
    ],
    [
      answer(403, { error: { code: 'AuthenticationTypeDisabled', message: 'Key based authentication is disabled' } }),
      'auth_scheme_mismatch',
      '/password',
    ],
    [
      answer(403, { error: { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' } }),
      'permission_missing',
      undefined,
    ],
    [
      answer(404, { error: { code: '404', message: 'API version not supported' } }),
      'invalid_config',
      '/provider_metadata/api_version',
    ],
    [answer(404, { error: 'unknown model llama-9' }), 'model_not_found', '/model'],
    [answer(404, { detail: 'The model `x` does not exist.' }), 'model_not_found', '/model'],
  ])('classifies %#: $text', (given, errorClass, field) => {
    const fault = explainRefusal(given, fields);
    expect(fault).toMatchObject({ errorClass, field, upstream: { status: given.status, request_id: 'req_1' } });
  });

  it.each([
    openai(401, 'invalid_api_key', `Incorrect API key provided: ${key}.`),
    answer(401, {
      error: { code: '401', message: 'Access token is missing, invalid, audience is incorrect, or have expired.' },
    }),
    answer(404, { error: { code: '404', message: 'Resource not found' } }),
    openai(429, 'rate_limit_exceeded', 'Rate limit reached for requests.'),
    answer(500, '<html>oops</html>'),
    answer(502, '["odd"]'),
    answer(200, { data: [] }),
  ])('leaves %# to the general rules', (given) => {
    expect(explainRefusal(given, fields)).toBeUndefined();
  });

  it('says that an empty account needs billing, not patience', () => {
    const fault = explainRefusal(openai(429, 'insufficient_quota', 'You exceeded your current quota'), fields);
    expect(fault?.remedy).toContain('billing');
    expect(fault?.retryAt).toBeUndefined();
  });

  it('never repeats what the system says, which may hold the key', () => {
    const fault = explainRefusal(openai(404, 'model_not_found', `The model does not exist for ${key}`), fields);
    expect(`${fault?.message} ${fault?.remedy}`).not.toContain(key);
  });
});

describe('wantsMaxTokens', () => {
  it.each([
    openai(
      400,
      'unsupported_parameter',
      "Unsupported parameter: 'max_completion_tokens' is not supported with this model.",
    ),
    openai(400, null, 'Unrecognized request argument supplied: max_completion_tokens'),
    answer(422, { detail: 'Extra inputs are not permitted: max_completion_tokens' }),
    answer(400, { error: { message: 'no', param: 'max_completion_tokens' } }),
  ])('notices refusal %# of the newer name', (given) => {
    expect(wantsMaxTokens(readRefusal(given))).toBe(true);
  });

  it.each([
    openai(400, 'unsupported_parameter', "Unsupported parameter: 'temperature'."),
    openai(400, null, 'Could not finish the message because max_completion_tokens was reached'),
    answer(400, 'not JSON'),
  ])('does not take refusal %# for one', (given) => {
    expect(wantsMaxTokens(readRefusal(given))).toBe(false);
  });
});

describe('wrongOperation', () => {
  it.each([
    openai(404, null, 'This is not a chat model and thus not supported in the v1/chat/completions endpoint.'),
    openai(404, null, 'This model is only supported in v1/responses and not in v1/chat/completions.'),
    openai(403, null, 'You are not allowed to generate embeddings from this model'),
    answer(400, {
      error: {
        code: 'OperationNotSupported',
        message: 'The chatCompletion operation does not work with the specified model',
      },
    }),
  ])('notices refusal %# of the operation', (given) => {
    expect(wrongOperation(readRefusal(given))).toBe(true);
  });

  it('does not take a missing model for one', () => {
    expect(wrongOperation(readRefusal(openai(404, 'model_not_found', 'The model does not exist')))).toBe(false);
  });
});
