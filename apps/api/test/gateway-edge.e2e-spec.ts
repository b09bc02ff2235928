import { once } from 'node:events';
import { connect } from 'node:net';
import { loginAs, makeTenant } from '@ims/test-kit';
import { describe, expect, test, vi } from 'vitest';
import { chat, errorOf, makeProvider, question, testGateway } from './support/gateway.ts';
import { send } from './support/http.ts';
import { makeService } from './support/service.ts';

const gateway = await testGateway();
const { app, admin, service } = gateway;
const openai = await makeProvider(gateway);

const post = (path: string, body: object, token = service.token) => send(app, 'POST', path, { token, body });

describe('a caller', () => {
  const body = { model: openai.provider, messages: question('Hi') };

  test.each([
    ['without a key', {}, 401, 'unauthenticated'],
    ['with a wrong key', { authorization: 'Bearer ims_sk_wrong' }, 401, 'unauthenticated'],
    ['with the token of a person', { authorization: `Bearer ${admin.token}` }, 401, 'unauthenticated'],
  ])('%s is refused in the shape of OpenAI', async (_how, headers, status, code) => {
    const answer = await send(app, 'POST', '/v1/chat/completions', { headers, body });
    expect([answer.status, errorOf(answer)]).toEqual([
      status,
      { message: expect.any(String), type: 'authentication_error', param: null, code },
    ]);
  });

  test('may send the key as clients of Azure do', async () => {
    const headers = { 'api-key': service.token };
    expect((await send(app, 'POST', '/v1/chat/completions', { headers, body })).status).toBe(200);
  });

  test('without the scope is told which one is missing', async () => {
    const { token } = await makeService(admin, ['integrations:read']);
    const answer = await post('/v1/chat/completions', body, token);
    expect([answer.status, errorOf(answer)]).toMatchObject([403, { type: 'permission_error', code: 'missing_scope' }]);
    expect(errorOf(answer).message).toContain('ai:invoke');
  });

  test('of another tenant finds nothing of this one', async () => {
    const stranger = await makeService(await loginAs('admin', await makeTenant(app)));
    const answer = await post('/v1/chat/completions', body, stranger.token);
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'model_not_found']);
    expect(errorOf(answer).message).not.toContain(`${openai.provider},`);
    expect(JSON.parse((await send(app, 'GET', '/v1/models', { token: stranger.token })).text).data).toEqual([]);
  });

  test('that names no model there is learns which there are, and need not try again', async () => {
    const answer = await chat(gateway, { model: 'gpt-99' });
    expect([answer.status, errorOf(answer)]).toMatchObject([
      404,
      { type: 'invalid_request_error', param: 'model', code: 'model_not_found' },
    ]);
    expect(errorOf(answer).message).toContain('There are: ');
    expect(answer.headers.get('x-should-retry')).toBe('false');
    const unregistered = await chat(gateway, { model: `${openai.provider}/gpt-4o` });
    expect([unregistered.status, errorOf(unregistered).code]).toEqual([404, 'model_not_found']);
  });

  test('may name any model where the integration allows it', async () => {
    const { provider } = await makeProvider(gateway, { provider_metadata: { any_model: true } });
    expect((await chat(gateway, { model: `${provider}/gpt-4.1` })).headers.get('x-ims-model')).toBe('gpt-4.1');
    const odd = await chat(gateway, { model: `${provider}/ü "x"` });
    expect([odd.status, errorOf(odd).code, odd.headers.get('x-ims-model')]).toEqual([
      404,
      'model_not_found',
      encodeURI('ü "x"'),
    ]);
    expect((await chat(gateway, `{"model":"${provider}/\\ud800"}`)).status).toBe(400);
  });
});

describe('a request is refused', () => {
  const request = (body: string | Buffer, headers: Record<string, string> = {}) =>
    send(app, 'POST', '/v1/chat/completions', {
      token: service.token,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  test.each([
    ['that is no JSON', '{"model":', 400, 'invalid_json'],
    ['that is no object', '[]', 400, 'invalid_json'],
    ['that is empty', '', 400, 'invalid_json'],
    ['that names a member twice', '{"model":"a","model":"b"}', 400, 'invalid_json'],
    ['without a model', '{"messages":[]}', 400, 'missing_model'],
  ])('%s', async (_what, body, status, code) => {
    const answer = await request(body);
    expect([answer.status, errorOf(answer)]).toMatchObject([status, { type: 'invalid_request_error', code }]);
  });

  test('that is larger than anything but an upload', async () => {
    const answer = await request(`{"model":"a","padding":"${'x'.repeat(21_000_000)}"}`);
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'request_too_large']);
  });

  test('whose body is packed', async () => {
    const answer = await request('{}', { 'content-encoding': 'gzip' });
    expect([answer.status, errorOf(answer).code]).toEqual([415, 'unsupported_encoding']);
  });

  test('with a method or path that there is none of, and told which there are', async () => {
    const method = await send(app, 'GET', '/v1/chat/completions', { token: service.token });
    expect([method.status, errorOf(method).code, method.headers.get('allow')]).toEqual([
      405,
      'method_not_allowed',
      'POST',
    ]);
    const path = await post('/v1/completions', {});
    expect([path.status, errorOf(path).code]).toEqual([404, 'unknown_path']);
    expect(errorOf(path).message).toContain('POST /v1/chat/completions');
    expect(errorOf(await send(app, 'GET', '/v1/models/', { token: service.token })).code).toBe('unknown_path');
  });

  test('that is no HTTP', async () => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: ims\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);
  });
});

test('a client that leaves before it has said all is no error of ours', async () => {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  const id = 'leaves-within-its-body';
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ims\r\nauthorization: Bearer ${service.token}\r\nx-request-id: ${id}\r\ncontent-length: 1000\r\nexpect: 100-continue\r\n\r\n`,
  );
  await once(socket, 'data');
  socket.write('{"model":');
  socket.destroy();
  const logged = () => app.log.filter((line) => line.includes(id)).join('');
  await vi.waitFor(() => expect(logged()).toContain('"aborted":true'));
  expect((await post('/v1/chat/completions', { model: openai.provider, messages: question('Hi') })).status).toBe(200);
  expect(logged()).not.toContain('"level":"error"');
});
