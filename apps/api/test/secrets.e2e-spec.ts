import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCanary } from './support/canary.ts';
import { Contract, type Operation, pathOf } from './support/contract.ts';
import { hostileBodies, withRaw } from './support/hostile-json.ts';
import { type Answer, type RawRequest, send } from './support/http.ts';
import { testApp } from './support/test-app.ts';
import { bodyOf, pathIn, populate, tokenFor } from './support/world.ts';

const secret = makeCanary();
const app = await testApp();
const { operatorKey } = app;
const { owner } = app.database;
const world = await populate(app);
const contract = await Contract.of(app);
const answers: (Answer & { operation: string })[] = [];

/** Names of fields that carry a secret, not the time of one. A new one has to match, or it is not watched. */
const SECRET_FIELD = /^(?!.*_at$).*(password|secret|key|token)/;

async function ask(operation: Operation, request: RawRequest & { path?: string } = {}): Promise<Answer> {
  const answer = await send(app, operation.method, request.path ?? pathIn(world, operation), {
    token: tokenFor(app, world, operation),
    body: bodyOf(operation),
    ...request,
  });
  answers.push({ ...answer, operation: operation.id });
  return answer;
}

/** The body with the canary in every secret field, at any depth. */
function withSecrets(body: unknown): Record<string, unknown> {
  const entries = Object.entries(body as object).map(([name, value]) => {
    if (SECRET_FIELD.test(name)) return [name, secret.value];
    const isObject = typeof value === 'object' && value !== null;
    return [name, isObject ? withSecrets(value) : value];
  });
  return Object.fromEntries(entries);
}

const withBody = contract.operations.filter((operation) => operation.body);

async function exerciseBodies(): Promise<void> {
  for (const operation of withBody) {
    const body = withSecrets(bodyOf(operation));
    await ask(operation, { body });
    // Again, with what exists by now: conflicts, wrong passwords, replays.
    await ask(operation, { body, headers: { 'idempotency-key': operation.id } });
    await ask(operation, { body, headers: { 'idempotency-key': operation.id } });
    await ask(operation, { body, headers: { 'if-match': '"999"' } });
    await ask(operation, { body, token: world.viewer.token });
    await ask(operation, { body, token: undefined });
    await ask(operation, { body: JSON.stringify(body), headers: { 'content-type': 'text/plain' } });
    for (const { raw } of hostileBodies(body)) await ask(operation, { body: raw });
    for (const name of Object.keys(body)) {
      await ask(operation, { body: { ...body, [name]: [secret.value] } });
      await ask(operation, { body: withRaw(body, name, '"\\ud800') });
      if (SECRET_FIELD.test(name))
        await ask(operation, { body: { ...body, [name]: `${secret.value}${'x'.repeat(9000)}` } });
      if (SECRET_FIELD.test(name)) await ask(operation, { body: { ...body, [name]: `${secret.value}\u0007` } });
    }
  }
}

async function exerciseHeaders(): Promise<void> {
  const encoded = Buffer.from(secret.value).toString('base64url');
  for (const operation of contract.operations) {
    const body = operation.body ? withSecrets(bodyOf(operation)) : undefined;
    for (const token of [encoded, `${encoded}.${encoded}.${encoded}`, `ims_sk_${encoded}`])
      await ask(operation, { token, body });
    await ask(operation, { token: undefined, headers: { authorization: `Basic ${encoded}` }, body });
    await ask(operation, {
      token: undefined,
      headers: { cookie: `ims_refresh=${encoded}; ims_device=${encoded}` },
      body,
    });
    await ask(operation, {
      path: `${pathOf(operation, { id: 0 })}?password=${encoded}&signature=${encoded}&token=${encoded}&q=${encoded}`,
    });
  }
}

/** Makes the database refuse what is otherwise right, so that the most talkative errors there are get written. */
async function exerciseFailures(): Promise<void> {
  await owner.query("ALTER TABLE integrations ADD CONSTRAINT refuse CHECK (model <> 'refused') NOT VALID");
  await owner.query("ALTER TABLE members ADD CONSTRAINT refuse CHECK (name <> 'refused') NOT VALID");
  for (const operation of withBody) {
    const body = withSecrets(bodyOf(operation));
    const refused = {
      ...body,
      ...('model' in body ? { model: 'refused' } : {}),
      ...('name' in body ? { name: 'refused' } : {}),
    };
    const nested =
      'provider_metadata' in body
        ? { provider_metadata: { api_key: secret.value, deep: [{ token: secret.value }] } }
        : {};
    await ask(operation, { body: { ...refused, ...nested } });
  }
  await owner.query('ALTER TABLE integrations DROP CONSTRAINT refuse; ALTER TABLE members DROP CONSTRAINT refuse');
}

/** A service may read what was stored: this is how secrets leave, and the only way they do. */
async function exerciseReading(): Promise<void> {
  const body = { password: secret.value, active: true };
  await ask(contract.get('changeIntegration'), { body });
  await ask(contract.get('readCredentials'));
  await ask(contract.get('readCredentials'), { token: world.admin.token });
}

const handsOut = ({ operation, status }: (typeof answers)[number]) => operation === 'readCredentials' && status === 200;

test('a secret that goes in comes out for a service that may read it, and else never, whatever is asked and whatever fails', async () => {
  await exerciseBodies();
  await exerciseHeaders();
  await exerciseFailures();
  await exerciseReading();
  for (const operation of contract.operations) if (operation.method === 'GET') await ask(operation);
  await app.stop();

  const statuses = new Set(answers.map((answer) => answer.status));
  for (const status of [200, 201, 400, 401, 403, 404, 409, 412, 413, 415, 422, 500])
    expect([...statuses], 'every error was provoked').toContain(status);

  const leaks = {
    answers: answers.filter((answer) => !handsOut(answer) && hasSecret(answer)).map(({ text }) => text),
    log: app.log.filter((line) => secret.isIn(line)),
    rows: await rowsWith(secret.isIn),
    files: filesWith(secret.isIn),
  };
  expect(leaks).toEqual({ answers: [], log: [], rows: [], files: [] });
  expect(answers.filter(handsOut).some(hasSecret), 'the exception was tried').toBe(true);
});

test('the operator’s key, service keys and people’s tokens are in no log line, row or file', async () => {
  const signatures = [world.admin, world.viewer].map(({ token }) => token.split('.')[2] ?? '');
  const keys = [operatorKey, world.service.token];
  const isIn = (text: string) => [...keys, ...signatures].some((value) => text.includes(value));
  expect({ log: app.log.filter(isIn), rows: await rowsWith(isIn), files: filesWith(isIn) }).toEqual({
    log: [],
    rows: [],
    files: [],
  });
});

test('the check above finds a secret where there is one', async () => {
  for (const text of [
    secret.value,
    JSON.stringify(secret.value),
    encodeURIComponent(secret.value),
    Buffer.from(`x${secret.value}`).toString('base64'),
    Buffer.from(`xy${secret.value}`).toString('base64url'),
    Buffer.from(secret.value).toString('hex'),
  ])
    expect(secret.isIn(`before ${text} after`), text).toBe(true);
  expect(secret.isIn(makeCanary().value)).toBe(false);
  await owner.query("UPDATE integrations SET provider_metadata = jsonb_build_object('leak', $1::text) WHERE id = $2", [
    secret.value,
    world.ids.integrations,
  ]);
  expect(await rowsWith(secret.isIn)).toHaveLength(1);
});

const hasSecret = ({ text, headers }: Answer) => secret.isIn(text) || secret.isIn(JSON.stringify([...headers]));

async function rowsWith(isIn: (text: string) => boolean): Promise<string[]> {
  const tables = await owner.query(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'ims_private')",
  );
  const found: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await owner.query(`SELECT t::text AS row, to_jsonb(t)::text AS json FROM ${name} t`);
    found.push(...rows.filter(({ row, json }) => isIn(row) || isIn(json)).map(({ row }) => `${name}: ${row}`));
  }
  return found;
}

function filesWith(isIn: (text: string) => boolean): string[] {
  const files = globSync('**/*', { cwd: app.dataDir, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).filter((file) => isIn(readFileSync(file, 'latin1')));
}
