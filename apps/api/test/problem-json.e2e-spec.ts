import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Contract, type Operation } from './support/contract.ts';
import { corpus, faultsOf, hostileBodies, withRaw } from './support/hostile-json.ts';
import { type Answer, problemOf, type RawRequest, send } from './support/http.ts';
import { countRows } from './support/rows.ts';
import { testApp } from './support/test-app.ts';
import { bodyOf, pathIn, populate, tokenFor } from './support/world.ts';

const app = await testApp();
const world = await populate(app);
const contract = await Contract.of(app);
/** The gateway's errors have the shape of OpenAI and suites of their own. */
const operations = contract.operations.filter(({ path }) => !path.startsWith('/v1/'));
const withBody = operations.filter((operation) => operation.body);
const withId = operations.filter(({ path }) => path.includes('{id}'));
const withQuery = operations.filter(({ parameters }) => parameters.some((parameter) => parameter.in === 'query'));

/** As somebody who may, on things that exist: only what the test spoils can be wrong. */
function call(operation: Operation, request: RawRequest & { path?: string } = {}): Promise<Answer> {
  const token = tokenFor(app, world, operation);
  return send(app, operation.method, request.path ?? pathIn(world, operation), {
    token,
    body: bodyOf(operation),
    ...request,
  });
}

function expectProblem(answer: Answer, operation?: Operation): void {
  expect.soft(answer.status).toBeGreaterThanOrEqual(400);
  expect.soft(answer.status).toBeLessThan(500);
  expect.soft(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = problemOf(answer);
  expect.soft(problem).toMatchObject({
    type: `urn:ims:problem:${problem.code}`,
    status: answer.status,
    title: expect.any(String),
    request_id: answer.headers.get('x-request-id'),
  });
  if (operation) expect.soft(contract.complaint(operation, answer)).toBeUndefined();
}

let before: Record<string, number>;
beforeEach(async () => {
  before = await countRows(app.database.owner);
});
afterEach(async () => {
  expect(await countRows(app.database.owner)).toEqual(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

describe('a body', () => {
  test.each(withBody)('of $id with one wrong field is refused with a pointer to it', async (operation) => {
    const body = bodyOf(operation) as Record<string, unknown>;
    for (const [name, schema] of Object.entries(operation.body?.properties ?? {})) {
      expect(body, 'the sample names every field').toHaveProperty(name);
      for (const fault of faultsOf(name, schema)) {
        const answer = await call(operation, { body: withRaw(body, name, fault.json) });
        expectProblem(answer, operation);
        const pointers = problemOf(answer).errors?.map((error) => error.pointer.split('/')[1]) ?? [];
        const isUnreadable = fault.name === 'half a character' || fault.name === 'a NUL';
        if (!isUnreadable) expect.soft(pointers, `${name} is ${fault.name}: ${answer.text}`).toContain(name);
      }
    }
  });

  test.each(withBody)('of $id without a required field is refused with a pointer to it', async (operation) => {
    for (const name of operation.body?.required ?? []) {
      const { [name]: _, ...rest } = bodyOf(operation) as Record<string, unknown>;
      const answer = await call(operation, { body: rest });
      expectProblem(answer, operation);
      expect.soft(problemOf(answer).errors).toContainEqual(expect.objectContaining({ pointer: `/${name}` }));
    }
  });

  test.each(withBody)('of $id that is hostile as a whole is refused', async (operation) => {
    for (const { name, raw } of hostileBodies(bodyOf(operation) as Record<string, unknown>)) {
      const answer = await call(operation, { body: raw });
      expect.soft(answer.status, name).toBe(statusOf(name, operation));
      expectProblem(answer, operation);
    }
  });

  const statusOf = (name: string, { id }: Operation) => {
    // A thousand reports are long and have many keys: here these are only unknown.
    if (id === 'reportUsage' && (name === 'with 6,000 keys' || name === 'of 300 kB')) return 422;
    if (name === 'of 300 kB') return 413;
    if (name === 'nothing') return 415;
    return /array|text|number|null|unknown/.test(name) ? 422 : 400;
  };

  test.each(withBody)('of $id from the corpus of abuse is refused', async (operation) => {
    for (const { n, raw } of corpus) {
      const answer = await call(operation, { body: raw });
      expect.soft(answer.status, n).toBeGreaterThanOrEqual(400);
      expectProblem(answer, operation);
    }
  });

  test.each(withBody)('of $id in another content type, encoding or charset is refused', async (operation) => {
    const body = JSON.stringify(bodyOf(operation));
    const unsupported: Record<string, string>[] = [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': 'application/json; charset=klingon' },
      { 'content-type': 'application/json', 'content-encoding': 'klingon' },
    ];
    for (const headers of unsupported) {
      const answer = await call(operation, { headers, body });
      expect.soft(answer.status, JSON.stringify(headers)).toBe(415);
      expectProblem(answer, operation);
    }
    const notGzip = await call(operation, {
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body,
    });
    expect(notGzip.status).toBe(400);
    expectProblem(notGzip, operation);
  });

  test('that is malformed is not quoted in the answer', async () => {
    const answer = await call(contract.get('createIntegration'), { body: '{"password":"hunter2",}' });
    expectProblem(answer);
    expect(answer.text).not.toMatch(/hunter|ter2/);
  });
});

describe('an id in the path', () => {
  test.each(withId)('of $id that cannot be one is answered like one that does not exist', async (operation) => {
    const { status, text } = await call(operation, { path: pathIn(world, operation, { id: 2_147_483_647 }) });
    expect(status).toBe(404);
    const missing = { ...JSON.parse(text), request_id: '' };
    for (const id of [
      '0',
      '-1',
      '1e99',
      '2147483648',
      '99999999999999999999',
      'abc',
      '%00',
      '1.5',
      '01',
      '%20',
      '１',
      '1%2F2',
      "1'--",
    ]) {
      const answer = await call(operation, { path: pathIn(world, operation, { id }) });
      expectProblem(answer, operation);
      expect.soft({ ...JSON.parse(answer.text), request_id: '' }, id).toEqual(missing);
    }
  });
});

describe('a query', () => {
  test.each(withQuery)('of $id with a hostile value is refused or harmless', async (operation) => {
    const base = (await callQuery(operation, '')).status;
    for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'query')) {
      for (const value of [
        '%00',
        'x'.repeat(5000),
        "' OR 1=1--",
        '%F0%9F%92%A9',
        '%ff',
        '-1',
        '1e400',
        '9'.repeat(20),
        '0000-01-01T00:00:00Z',
        '$1',
        '%5Cu0000',
      ]) {
        const answer = await callQuery(operation, `${name}=${value}`);
        expect.soft(answer.status, `${name}=${value.slice(0, 40)}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
        if (answer.status !== base) expectProblem(answer, operation);
      }
      if (operation.access.realm === 'public') continue;
      for (const query of [`${name}=a&${name}=b`, `${name}[]=a`, `${name}[x]=a`, `__proto__[${name}]=a`]) {
        const answer = await callQuery(operation, query);
        expect.soft(answer.status, query).toBe(422);
        expectProblem(answer, operation);
      }
    }
  });

  const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

  // The cursor of records is the external system's, and is passed on to it.
  const paged = withQuery.filter(
    ({ id, parameters }) => id !== 'streamRecords' && parameters.some(({ name }) => name === 'cursor'),
  );

  test.each(paged)('of $id with a forged cursor is refused', async (operation) => {
    const order = operation.id === 'listAuditEntries' ? 'newest' : 'provider';
    for (const cursor of [
      'x',
      '%00',
      cursorOf(order),
      cursorOf(order, 'a', 99_999_999_999),
      cursorOf(order, 'a', -1),
      cursorOf(order, 'a', 1.5),
      cursorOf(order, 'a\0b', 1),
      cursorOf(order, { a: 1 }, 1),
      cursorOf('password', 'a', 1),
      cursorOf('__proto__', 'a', 1),
    ]) {
      const answer = await callQuery(operation, `cursor=${cursor}`);
      expect.soft([400, 422], `${cursor} ${Buffer.from(cursor, 'base64url')}`).toContain(answer.status);
      expectProblem(answer, operation);
    }
  });

  function callQuery(operation: Operation, query: string): Promise<Answer> {
    return call(operation, { path: `${pathIn(world, operation, { id: 2_147_483_647 })}?${query}` });
  }
});

describe('a header', () => {
  const conditional = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'If-Match'));

  test.each(conditional)('If-Match of $id that is no ETag is refused', async (operation) => {
    for (const value of ['3', '"x"', '"-1"', '"1", "2"', '"99999999999999999999"', '""', '\u00ff']) {
      const answer = await call(operation, { headers: { 'if-match': value } });
      expect.soft(answer.status, value).toBe(400);
      expectProblem(answer, operation);
    }
  });

  test('Idempotency-Key that is empty, too long or not ASCII is refused', async () => {
    for (const value of ['', 'x'.repeat(256), 'a b', '\u00ff']) {
      const answer = await call(contract.get('createIntegration'), { headers: { 'idempotency-key': value } });
      expect.soft(answer.status, value).toBe(400);
      expectProblem(answer);
    }
  });

  test('x-request-id is taken over only when it is a plain id', async () => {
    const ask = async (id: string) =>
      (await send(app, 'GET', '/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await ask('a-plain-id_1')).toBe('a-plain-id_1');
    for (const id of ['short', '"quoted"-long', 'x'.repeat(65), '<script>alert(1)</script>'])
      expect(await ask(id)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('what does not exist', () => {
  test.each([
    '/',
    '/api',
    '/api/v1',
    '/api/v1/nothing',
    '/api/v1/admin/integrations/1/nothing',
    '/assets',
    '/assets/a/b/c/d',
    '//evil.example/api',
    '/api/v1/admin/../../nothing',
  ])('%s is answered 404', async (path) => {
    const answer = await send(app, 'GET', path, { token: world.admin.token });
    expectProblem(answer);
    expect(answer.status).toBe(404);
  });

  test.each(operations)('a method $path does not have is answered 404', async ({ path }) => {
    // `/integrations/test` is also an address of `/integrations/{id}`.
    const known = contract.operations
      .filter((operation) => new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
      .map((operation) => operation.method);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].filter(
      (name) => !known.includes(name),
    )) {
      const answer = await send(app, method, path.replaceAll(/\{\w+\}/g, '1'), { token: world.admin.token });
      expect.soft(answer.status, method).toBe(404);
      expectProblem(answer);
    }
  });

  test('a path that is not UTF-8 is answered 400', async () => {
    for (const path of ['/api/v1/admin/integrations/%E0%A4%A', '/api/v1/admin/integrations/%ff', '/%']) {
      const answer = await send(app, 'GET', path, { token: world.admin.token });
      expect.soft([400, 404], path).toContain(answer.status);
      expectProblem(answer);
    }
  });
});

test('a request that is not HTTP is cut off and harms nobody', async () => {
  const { port } = new URL(app.url);
  const say = async (bytes: string) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(bytes);
    return text(socket);
  };
  expect(await say('GARBAGE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await say(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  expect(
    await say(
      'POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ),
  ).toMatch(/^HTTP\/1\.1 400 /);
  expect((await send(app, 'GET', '/healthz')).status).toBe(200);
});
