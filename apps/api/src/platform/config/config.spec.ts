import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const key = randomBytes(32).toString('base64');

/** The names of the variables that are complained about. */
function complaintsOf(env: Record<string, string>): string[] {
  return messageOf(env)
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/[ .]/, 1)[0] ?? '');
}

function messageOf(env: Record<string, string>): string {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  }
}

test('nothing at all is a development installation', () => {
  expect(readConfig({})).toMatchObject({
    production: false,
    http: { host: '127.0.0.1', port: 3000, trustProxy: 0 },
    keys: { current: undefined, previous: [] },
    demo: { on: true },
    throttle: { on: true, apiPerMinute: 600 },
    localLogin: true,
    external: undefined,
  });
});

test('an empty variable counts as absent', () => {
  expect(readConfig({ PORT: '', SECRET_KEY: '', DEMO: '', OPERATOR_KEY: '' })).toEqual(readConfig({}));
});

describe('problems', () => {
  const broken = {
    NODE_ENV: 'production',
    PORT: '70000',
    PUBLIC_URL: 'ftp://x',
    DATABASE_POOL: 'many',
    SECRET_KEY_PREVIOUS: 'canary-previous',
    OPERATOR_KEY: 'canary-operator',
    LOG_LEVEL: 'canary-level',
    DEMO: 'on',
    EXTERNAL_ISSUER: 'https://idp.example',
    THROTTLE: 'canary-throttle',
  };

  test('are reported all together, those of one variable and those between several', () => {
    expect(complaintsOf(broken).toSorted()).toEqual([
      'DATABASE_POOL',
      'DATABASE_URL',
      'DEMO',
      'EXTERNAL_AUDIENCE',
      'EXTERNAL_JWKS_URL',
      'LOG_LEVEL',
      'OPERATOR_KEY',
      'PORT',
      'PUBLIC_URL',
      'SECRET_KEY',
      'SECRET_KEY_PREVIOUS',
      'THROTTLE',
    ]);
    expect(messageOf(broken)).toContain('has 12 problem(s)');
  });

  test('never show a value', () => {
    expect(messageOf(broken)).not.toMatch(/canary|70000|ftp|many/);
    expect(messageOf({ DATABASE_URL: 'mysql://user:canary@host/db', SECRET_KEY: 'canary' })).not.toContain('canary');
  });

  test.each([
    [{ LOCAL_LOGIN: 'off' }, ['LOCAL_LOGIN']],
    [{ DATABASE_APP_URL: 'postgres://app@host/db' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'host/db' }, ['DATABASE_URL']],
    [{ NODE_ENV: 'staging' }, ['NODE_ENV']],
    [{ TRUST_PROXY: 'true' }, ['TRUST_PROXY']],
    [{ SECRET_KEY_LOST: 'yes' }, ['SECRET_KEY_LOST']],
    [{ DEMO_PASSWORD: 'short' }, ['DEMO_PASSWORD']],
    [{ EXTERNAL_ISSUER: 'x', EXTERNAL_AUDIENCE: 'y', EXTERNAL_JWKS_URL: 'nonsense' }, ['EXTERNAL_JWKS_URL']],
  ])('of %j are found', (env, names) => {
    expect(complaintsOf(env)).toEqual(names);
  });
});

describe('production', () => {
  const production = { NODE_ENV: 'production', SECRET_KEY: key, DATABASE_URL: 'postgres://owner:canary@host/db' };

  test('needs a key and a database, and seeds nothing', () => {
    expect(readConfig(production)).toMatchObject({ production: true, demo: { on: false } });
    expect(complaintsOf({ NODE_ENV: 'production' })).toEqual(['SECRET_KEY', 'DATABASE_URL']);
  });

  test('prints no secret of its configuration', () => {
    const config = readConfig({
      ...production,
      OPERATOR_KEY: 'canary-'.repeat(6),
      DEMO_PASSWORD: 'canary-demo',
      SECRET_KEY_PREVIOUS: randomBytes(32).toString('hex'),
    });
    const printed = inspect(config, { depth: 9 }) + JSON.stringify(config);
    expect(printed).not.toContain('canary');
    expect(printed).not.toContain(key);
  });
});

describe('a SECRET_KEY', () => {
  const bytes = randomBytes(32);

  test.each([
    ['base64', bytes.toString('base64')],
    ['base64 without padding', bytes.toString('base64').replace('=', '')],
    ['base64url', bytes.toString('base64url')],
    ['hex', bytes.toString('hex')],
    ['hex in capitals, with blanks around', ` ${bytes.toString('hex').toUpperCase()}\n`],
  ])('may be written as %s', (_name, text) => {
    expect(readConfig({ SECRET_KEY: text }).keys.current?.reveal()).toBe(bytes.toString('base64'));
  });

  test.each([
    ['31 bytes', randomBytes(31).toString('base64')],
    ['33 bytes', randomBytes(33).toString('base64')],
    ['16 bytes in hex', randomBytes(16).toString('hex')],
    ['one byte 32 times', Buffer.alloc(32, 65).toString('base64')],
    ['few different bytes', Buffer.from('0123456789abcde0123456789abcde01').toString('base64')],
    ['a pass phrase', 'correct horse battery staple'],
    ['a word', 'changeme'],
    ['text of the right length', '!'.repeat(44)],
  ])('is not %s', (_name, text) => {
    expect(messageOf({ SECRET_KEY: text })).toContain('SECRET_KEY must be 32 random bytes');
  });

  test('may have several predecessors', () => {
    const previous = [randomBytes(32).toString('base64'), randomBytes(32).toString('hex')];
    expect(
      readConfig({ SECRET_KEY: key, SECRET_KEY_PREVIOUS: `${previous[0]}, ${previous[1]},` }).keys.previous,
    ).toHaveLength(2);
    expect(complaintsOf({ SECRET_KEY: key, SECRET_KEY_PREVIOUS: `${previous[0]},x` })).toEqual(['SECRET_KEY_PREVIOUS']);
  });
});

test('traces are sent where the standard variable says, and only then', () => {
  expect(readConfig({}).traces).toBeUndefined();
  const endpoint = 'http://collector:4318';
  expect(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: '0.25' }).traces).toEqual({
    endpoint,
    share: 0.25,
  });
  expect(complaintsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_TRACES_SAMPLER_ARG: '2' })).toEqual([
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_TRACES_SAMPLER_ARG',
  ]);
});
