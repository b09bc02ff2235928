import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from './index.ts';
import { remember } from './journal.ts';
import { ask, bearer } from './testing/request.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('TLS', () => {
  const statusOf = (url: string, ca?: string) =>
    new Promise<number | undefined>((done, fail) => {
      const sent = request(`${url}/openai/v1/models`, { ca, agent: false }, (res) => {
        res.resume();
        done(res.statusCode);
      });
      sent.on('error', fail).end();
    });

  it('is in order for who trusts our authority, by address and by name', async () => {
    expect(await statusOf(sandbox.tls.url, sandbox.tls.ca)).toBe(401);
    expect(await statusOf(sandbox.tls.url.replace('127.0.0.1', 'localhost'), sandbox.tls.ca)).toBe(401);
  });

  it.each([
    ['url', undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['wrongHostUrl', 'ca', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['untrustedUrl', 'ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expiredUrl', 'ca', 'CERT_HAS_EXPIRED'],
  ] as const)('%s fails with authority %s: %s', async (name, ca, code) => {
    await expect(statusOf(sandbox.tls[name], ca && sandbox.tls.ca)).rejects.toMatchObject({ code });
  });
});

it('writes down what arrives', async () => {
  const headers = { ...bearer(accounts.openai.key), 'x-mark': 'here' };
  await ask(`${sandbox.url}/~fault/openai/v1/chat/completions?a=b`, { headers, json: { text: 'é' } });
  expect(sandbox.requests.at(-1)).toMatchObject({
    system: 'openai',
    behaviour: 'fault',
    method: 'POST',
    path: '/~fault/openai/v1/chat/completions?a=b',
    headers: { 'x-mark': 'here', authorization: `Bearer ${accounts.openai.key}` },
    body: '{"text":"é"}',
  });
});

it('remembers the last 1,000 requests', () => {
  const entries: number[] = [];
  for (let index = 0; index < 1005; index++) remember(entries, index);
  expect([entries.length, entries[0], entries.at(-1)]).toEqual([1000, 5, 1004]);
});

it('shows systems, behaviours and accounts on its first page', async () => {
  const { text, headers } = await ask(sandbox.url);
  expect(headers['content-type']).toContain('text/html');
  expect(text).toContain(`${sandbox.url}/azure`);
  expect(text).toContain('~secondary-limit');
  expect(text).toContain(accounts.jira.token);
});

it('knows no other system', async () => {
  expect(await ask(`${sandbox.url}/gitlab/user`)).toMatchObject({ status: 404 });
});

it('takes a port that is free, and no other', async () => {
  const port = Number(new URL(sandbox.url).port);
  await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('closes once, however often it is told to', async () => {
  const other = await startSandbox();
  await Promise.all([other.close(), other.close()]);
  await expect(fetch(other.url)).rejects.toThrow('fetch failed');
});

describe('main', () => {
  const start = async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const env = { ...process.env, SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0', NODE_OPTIONS: '' };
    const child = fork(main, { env, silent: true, execArgv: [] });
    const [message] = await once(child, 'message');
    return { child, message };
  };

  it('tells the parent where it listens, and stops on SIGTERM', async () => {
    const { child, message } = await start();
    expect(message).toMatchObject({ type: 'listening', accounts: { openai: accounts.openai } });
    expect((await ask(`${message.url}/rest/health`)).json).toEqual({ status: 'ok' });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('stops when the parent goes', async () => {
    const { child } = await start();
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
