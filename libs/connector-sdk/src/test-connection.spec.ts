import { BoundSecret, type EgressClient } from '@ims/egress';
import { describe, expect, it } from 'vitest';
import type { CheckSteps, Connector, ConnectorContext } from './connector.ts';
import { ConnectorFault } from './connector-fault.ts';
import { type Stage, stageNames } from './stage.ts';
import { type TestOptions, testConnection, testToEnd } from './test-connection.ts';
import { asksMe, connectorWith, settingsFor } from './testing/connectors.ts';
import { json, useLoopback } from './testing/loopback.ts';

const loopback = useLoopback();
const secretText = 'a-secret-token';

function run(connector: Connector, more: Partial<TestOptions> = {}) {
  const secret = new BoundSecret(loopback.url, secretText);
  return testToEnd({ connector, settings: settingsFor(loopback.url), secret, client: loopback.client, ...more });
}

const check = (steps: CheckSteps) => connectorWith(() => steps);
const pass = () => ({ verdict: 'pass', message: 'Fine.' }) as const;
const verdicts = (stages: Stage[]) => Object.fromEntries(stages.map(({ name, verdict }) => [name, verdict]));

describe('a test of a connection that works', () => {
  it('passes every stage in order and names who we are', async () => {
    loopback.answer = (_, response) => json(response, { name: 'ada' });
    const outcome = await run(connectorWith(asksMe));
    expect(outcome.stages.map(({ name }) => name)).toEqual(stageNames);
    expect(verdicts(outcome.stages)).toEqual({
      address: 'pass',
      policy: 'pass',
      dns: 'skip',
      connect: 'pass',
      tls: 'skip',
      auth: 'pass',
      identity: 'pass',
      permissions: 'skip',
      sample: 'skip',
    });
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', error_class: null, message: 'Connected as ada.' });
    expect(outcome.identity).toEqual({ id: 'ada', name: 'ada', kind: 'user' });
  });

  it('yields each stage as it ends', async () => {
    loopback.answer = (_, response) => json(response, { name: 'ada' });
    const test = testConnection({
      connector: connectorWith(asksMe),
      settings: settingsFor(loopback.url),
      client: loopback.client,
    });
    expect((await test.next()).value).toMatchObject({ name: 'address', verdict: 'pass' });
    expect(loopback.seen).toEqual([]);
    await test.return(undefined as never);
  });

  it('leaves no connection behind, neither at its end nor when its reader goes half-way', async () => {
    let walking = 0;
    async function* reach(...where: Parameters<EgressClient['reach']>): ReturnType<EgressClient['reach']> {
      walking += 1;
      try {
        yield* loopback.client.reach(...where);
      } finally {
        walking -= 1;
      }
    }
    const client = { ...loopback.client, reach };
    expect((await run(check({ auth: pass }), { client })).ok).toBe(true);
    expect(walking).toBe(0);
    for await (const { name } of testConnection({
      connector: check({ auth: pass }),
      settings: settingsFor(loopback.url),
      client,
    })) {
      if (name === 'connect') break;
    }
    expect(walking).toBe(0);
  });

  it('is degraded by a warning, which it repeats', async () => {
    const warn = { verdict: 'warn', message: 'May not list.', remedy: 'Allow it.', field: '/model' } as const;
    const outcome = await run(check({ auth: pass, permissions: () => warn, sample: pass }));
    expect(outcome).toMatchObject({
      ok: true,
      status: 'degraded',
      message: 'May not list.',
      remedy: 'Allow it.',
      field: '/model',
    });
  });

  it('names what a warning is about, which is no failure', async () => {
    const auth = () => ({ verdict: 'warn', message: 'Any key does.', error_class: 'auth_not_verifiable' }) as const;
    const identity = () => ({ ...pass(), error_class: 'timeout' }) as const;
    const outcome = await run(check({ auth, identity }));
    expect(outcome).toMatchObject({ ok: true, status: 'degraded', error_class: null });
    const classes = outcome.stages.map(({ name, error_class }) => [name, error_class]);
    expect(classes.filter(([, errorClass]) => errorClass !== null)).toEqual([['auth', 'auth_not_verifiable']]);
  });

  it('tells when the secret ends', async () => {
    const secret_expires_at = new Date('2027-01-01T00:00:00Z');
    const outcome = await run(check({ auth: () => ({ ...pass(), secret_expires_at }) }));
    expect(outcome.secret_expires_at).toEqual(secret_expires_at);
  });

  it('tells the models the system offers, each once, in order and without secrets', async () => {
    const models = ['o3', 'gpt-4o', 'o3', `for-${secretText}`];
    const outcome = await run(check({ auth: pass, permissions: () => ({ ...pass(), models }) }));
    expect(outcome.models).toEqual([expect.not.stringContaining(secretText), 'gpt-4o', 'o3']);
  });

  it('tells 500 models at most, also when a later step fails, and null where none were read', async () => {
    const models = Array.from({ length: 600 }, (_, index) => `model-${index}`);
    const sample = () => {
      throw new ConnectorFault('model_not_found');
    };
    const failed = await run(check({ auth: pass, permissions: () => ({ ...pass(), models }), sample }));
    expect(failed).toMatchObject({ ok: false, models: { length: 500 } });
    expect((await run(check({ auth: pass }))).models).toBeNull();
  });

  it('works on settings as the connector normalises them', async () => {
    loopback.answer = (_, response) => json(response, { name: 'ada' });
    const normalize: Connector['normalize'] = (settings) => ({
      settings: { ...settings, base_url: `${loopback.url}/api` },
    });
    await run(connectorWith(asksMe, { normalize }));
    expect(loopback.seen).toEqual(['GET /api/me']);
  });
});

describe('a test that fails', () => {
  it('skips the rest, and says what, why and what to do', async () => {
    loopback.answer = (_, response) => json(response, {}, 401, { 'x-request-id': 'r1' });
    const outcome = await run(connectorWith(asksMe));
    expect(verdicts(outcome.stages)).toMatchObject({ connect: 'pass', auth: 'fail', identity: 'skip', sample: 'skip' });
    expect(outcome).toMatchObject({ ok: false, status: 'failing', error_class: 'auth_invalid', field: '/password' });
    expect(outcome.remedy).not.toBeNull();
    const auth = outcome.stages.find(({ name }) => name === 'auth');
    expect(auth).toMatchObject({ error_class: 'auth_invalid', upstream: { status: 401, request_id: 'r1' } });
  });

  it('tells when to come back', async () => {
    const retry_at = new Date('2026-03-01T12:00:07Z');
    const outcome = await run(check({ auth: () => Promise.reject(new ConnectorFault('rate_limited', { retry_at })) }));
    expect(outcome).toMatchObject({ error_class: 'rate_limited', retry_at });
  });

  it('stops at settings that are wrong', async () => {
    const outcome = await run(connectorWith(asksMe), { settings: settingsFor('nowhere') });
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/base_url' });
    expect(outcome.stages[0]).toMatchObject({ name: 'address', verdict: 'fail' });
  });

  it('does not take a secret to another host than it was entered for', async () => {
    const outcome = await run(connectorWith(asksMe), { secret: new BoundSecret('https://other.example', secretText) });
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/password' });
    expect(loopback.seen).toEqual([]);
  });

  it('stops at a destination that is not allowed, without telling how long it looked', async () => {
    const outcome = await run(connectorWith(asksMe), { settings: settingsFor('http://10.0.0.1'), secret: undefined });
    expect(outcome).toMatchObject({ error_class: 'destination_blocked', field: '/base_url' });
    expect(outcome.stages[1]).toMatchObject({ name: 'policy', verdict: 'fail', ms: 0 });
  });

  it('stops where nothing answers', async () => {
    const outcome = await run(connectorWith(asksMe), {
      settings: settingsFor('http://127.0.0.1:1'),
      secret: undefined,
    });
    expect(outcome.error_class).toBe('connect_refused');
    expect(verdicts(outcome.stages)).toMatchObject({ policy: 'pass', connect: 'fail', auth: 'skip' });
  });
});

const bomb = {
  get verdict(): never {
    throw new Error('boom');
  },
};
const never = () => new Promise<never>(() => {});

describe('a connector that is itself at fault', () => {
  it.each<[string, (context: ConnectorContext) => unknown]>([
    ['has no auth step', () => ({ identity: pass })],
    ['gives no steps', () => null],
    ['gives text for steps', () => 'pass'],
    [
      'throws instead of giving steps',
      () => {
        throw new TypeError('x');
      },
    ],
    [
      'throws text',
      () => ({
        auth: () => {
          throw 'a string';
        },
      }),
    ],
    ['throws nothing', () => ({ auth: () => Promise.reject(undefined) })],
    [
      'throws what explodes when read',
      () => ({
        auth: () => {
          throw Object.create(null, { errorClass: { get: () => bomb.verdict, enumerable: true } });
        },
      }),
    ],
    [
      'throws a proxy that explodes',
      () => ({
        auth: () => {
          throw new Proxy(
            {},
            {
              get: () => {
                throw 1;
              },
              getPrototypeOf: () => {
                throw 2;
              },
            },
          );
        },
      }),
    ],
    ['returns nothing', () => ({ auth: () => undefined })],
    ['returns an unknown verdict', () => ({ auth: () => ({ verdict: 'perfect', message: 'x' }) })],
    ['returns no message', () => ({ auth: () => ({ verdict: 'pass' }) })],
    ['returns a finding that explodes', () => ({ auth: () => bomb })],
    [
      'returns steps that explode',
      () => ({
        get auth() {
          throw new Error('boom');
        },
      }),
    ],
    [
      'returns a thenable that explodes',
      () => ({
        auth: () => ({
          // biome-ignore lint/suspicious/noThenProperty: what is tested
          get then() {
            throw new Error('boom');
          },
        }),
      }),
    ],
    ['returns an invalid date', () => ({ auth: () => ({ ...pass(), secret_expires_at: new Date('never') }) })],
    ['has steps that are not functions', () => ({ auth: 'pass' })],
  ])('fails a stage when it %s', async (_, broken) => {
    const outcome = await run(connectorWith(broken as Connector['check']));
    expect(outcome).toMatchObject({ ok: false, error_class: 'unexpected_content' });
    expect(outcome.stages.map(({ name }) => name)).toEqual(stageNames);
    expect(verdicts(outcome.stages)).toMatchObject({ connect: 'pass', auth: 'fail', identity: 'skip' });
    expect(outcome.remedy).toBe('Report this to whoever maintains the connector.');
  });

  it.each<[string, CheckSteps]>([
    ['hangs and ignores the signal', { auth: never }],
    ['passes, then hangs', { auth: pass, identity: never }],
  ])('ends in time when it %s', async (_, steps) => {
    expect(await run(check(steps), { stepMs: 20 })).toMatchObject({ ok: false, error_class: 'timeout' });
  });

  it('ends when the time of the whole test is up', async () => {
    expect(await run(check({ auth: never }), { totalMs: 200 })).toMatchObject({ ok: false, error_class: 'timeout' });
  });

  it('signals the step whose time is up', async () => {
    const aborted = Promise.withResolvers<boolean>();
    const connector = connectorWith((context) => ({
      auth: () => {
        context.signal.addEventListener('abort', () => aborted.resolve(true));
        return never();
      },
    }));
    await run(connector, { stepMs: 20 });
    expect(await aborted.promise).toBe(true);
  });

  it('gives each step its own time', async () => {
    const signals: AbortSignal[] = [];
    const connector = connectorWith((context) => {
      const note = () => {
        signals.push(context.signal);
        return pass();
      };
      return { auth: note, identity: note };
    });
    expect((await run(connector)).ok).toBe(true);
    expect(signals[0]).not.toBe(signals[1]);
  });

  it('does not prove anything by skipping the auth step', async () => {
    const outcome = await run(check({ auth: () => ({ verdict: 'skip', message: 'Not today.' }) }));
    expect(outcome).toMatchObject({ ok: false, error_class: 'auth_not_verifiable', message: 'Not today.' });
  });

  it('may leave auth open in a scheduled check, which then says so', async () => {
    const efforts: string[] = [];
    const connector = connectorWith(({ effort }) => ({
      auth() {
        efforts.push(effort);
        return { verdict: 'skip', message: 'Left to full tests.' };
      },
    }));
    const outcome = await run(connector, { effort: 'scheduled' });
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', message: 'Left to full tests.', identity: null });
    expect((await run(connector)).error_class).toBe('auth_not_verifiable');
    expect(efforts).toEqual(['scheduled', 'full']);
  });

  it('keeps the words of the faults it throws, even of another copy of this package', async () => {
    const foreign = {
      errorClass: 'sso_required',
      message: 'Authorise the token.',
      remedy: 'Do so.',
      field: '/password',
    };
    const outcome = await run(check({ auth: () => Promise.reject(foreign) }));
    expect(outcome).toMatchObject({ error_class: 'sso_required', message: 'Authorise the token.', remedy: 'Do so.' });
  });

  it('is not quoted, as its errors may quote answers', async () => {
    const outcome = await run(check({ auth: () => Promise.reject(new SyntaxError('Unexpected <html>secret')) }));
    expect(outcome.message).toBe('The connector failed in this step (SyntaxError).');
  });
});

describe('the texts of a test', () => {
  it('never hold the secret, however it is written', async () => {
    const basic = Buffer.from(`user:${secretText}`).toString('base64');
    const found = {
      verdict: 'warn',
      message: `Sent ${secretText} as ${basic}`,
      remedy: `Not ${encodeURIComponent(secretText)}`,
      identity: { id: secretText, name: `I am ${secretText}`, kind: 'user' },
    } as const;
    const fail = () => Promise.reject(new ConnectorFault('auth_invalid', { message: `No: ${secretText}` }));
    const text = JSON.stringify(await run(check({ auth: () => found, identity: fail })));
    expect(text).not.toContain(secretText);
    expect(text).not.toContain(basic.slice(8, -4));
    expect(text).toContain('No: [secret]');
  });

  it('never hold a secret that a connector made from it and sent', async () => {
    loopback.answer = (_, response) => json(response, {}, 401);
    const connector = connectorWith(({ http, secret }) => ({
      async auth() {
        const made = secret?.sibling('made-from-the-secret');
        await http.send({ to: 'me', credentials: made ? [{ place: 'bearer', secret: made }] : [] });
        throw new ConnectorFault('auth_invalid', { message: 'Refused made-from-the-secret.' });
      },
    }));
    expect((await run(connector)).message).toBe('Refused [secret].');
  });

  it('are one line of bounded length', async () => {
    const outcome = await run(check({ auth: () => ({ verdict: 'warn', message: `a\r\nb${'c'.repeat(5000)}` }) }));
    expect(outcome.message).toMatch(/^a bc+$/);
    expect(outcome.message).toHaveLength(500);
  });
});

describe('a caller who goes away', () => {
  it('ends the test', async () => {
    const leave = new AbortController();
    const connector = check({
      auth: () => {
        leave.abort();
        return never();
      },
    });
    const outcome = await run(connector, { signal: leave.signal });
    expect(outcome).toMatchObject({ ok: false, error_class: 'timeout', message: 'The test was called off.' });
  });

  it('before the test gets an answer without a call', async () => {
    const outcome = await run(connectorWith(asksMe), { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, error_class: 'timeout' });
    expect(loopback.seen).toEqual([]);
  });
});
