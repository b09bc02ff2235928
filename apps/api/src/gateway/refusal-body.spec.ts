import { expect, test } from 'vitest';
import { refusalBody } from './refusal-body.ts';

const generic = {
  error: {
    message: expect.stringContaining('HTTP 404'),
    type: 'invalid_request_error',
    param: null,
    code: 'upstream_refused',
  },
};

test.each([
  '{"error":{"message":"No such model.","type":"invalid_request_error","param":null,"code":"model_not_found"}}',
  '{ "error" : { "code" : "DeploymentNotFound" } }',
])('the words of a provider stay as they are: %s', (text) => {
  expect(refusalBody(404, text)).toBe(text);
});

test.each([
  '',
  'Not Found',
  '<html>Not Found</html>',
  '"error"',
  'null',
  '[]',
  '{"error":"No such model."}',
  '{"error":null}',
  '{"detail":"Not Found"}',
  JSON.stringify({ error: { message: 'x'.repeat(70_000) } }),
])('what clients cannot read is said in other words: %.30s', (text) => {
  expect(JSON.parse(refusalBody(404, text))).toEqual(generic);
});
