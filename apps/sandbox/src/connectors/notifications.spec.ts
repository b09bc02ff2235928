import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  type Connector,
  checkSettings,
  createContext,
  type Effort,
  type NotificationMessage,
  type Settings,
  type TestOutcome,
  testToEnd,
} from '@ims/connector-sdk';
import { connectorFor } from '@ims/connectors';
import { BoundSecret, Egress, type EgressClient, originOf, parseAllowList } from '@ims/egress';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../certificates.ts';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { caseContract } from '../testing/case-contract.ts';
import { type Bench, openBench, type Typed } from './connection.ts';

const slack = connectorFor('slack', 'notification');
const smtp = connectorFor('smtp', 'notification');
const webhook = connectorFor('webhook', 'notification');
let sandbox: Sandbox;
let bench: Bench;

beforeAll(async () => {
  sandbox = await startSandbox();
  bench = openBench();
});
beforeEach(() => {
  for (const seen of [sandbox.requests, sandbox.deliveries, sandbox.smtp.messages]) seen.length = 0;
});
afterAll(async () => {
  await bench.close();
  await sandbox.close();
});

const message: NotificationMessage = {
  id: 'msg_2f6c',
  event: 'integration.health_changed',
  severity: 'warning',
  title: 'Jira <Cloud> is slow',
  text: 'Tests take 9 s & more.',
  facts: [{ label: 'Integration', value: 'Jira Cloud' }],
  link: 'https://ims.example/integrations/7',
  sent_at: new Date('2026-03-01T10:00:00Z'),
};

function at(path: string): Typed {
  return { base_url: `${sandbox.url}${path}` };
}

function send(connector: Connector, typed: Typed, secret?: string) {
  return connector.send?.(bench.context(connector, typed, secret), message);
}

for (const name of ['Slack', 'Webhook', 'Mail']) caseContract(name, () => sandbox);

describe('Slack', () => {
  const { path, archivedPath } = accounts.slack;

  it('proves a webhook without posting anything', async () => {
    const outcome = await bench.test(slack, at('/slack'), path);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'endpoint' } });
    expect(sandbox.deliveries).toEqual([]);
  });

  it('proves it so in a scheduled check, too: nobody sees it', async () => {
    const outcome = await bench.test(slack, at('/slack'), path, 'scheduled');
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'endpoint' } });
    expect(await bench.test(slack, at('/slack'), archivedPath, 'scheduled')).toMatchObject({ ok: false });
    expect(sandbox.deliveries).toEqual([]);
  });

  it('takes a pasted webhook address apart', async () => {
    expect(await bench.test(slack, at(`/slack${path}`))).toMatchObject({ ok: true, status: 'healthy' });
    expect(checkSettings(slack, { ...blank, base_url: `${sandbox.url}/slack${path}` })).toMatchObject({
      settings: { base_url: `${sandbox.url}/slack` },
      secret: path,
      problems: [],
    });
  });

  it.each([
    ['/services/T00000000/B00000000/wrong', 'auth_invalid'],
    ['/services/T1/B1/wrong', 'auth_invalid'],
    [archivedPath, 'endpoint_gone'],
  ])('takes %s for %s', async (secret, errorClass) => {
    const outcome = await bench.test(slack, at('/slack'), secret);
    expect(outcome).toMatchObject({ ok: false, error_class: errorClass, field: '/password' });
    expect(JSON.stringify(outcome)).not.toContain(secret);
  });

  it('posts a message with blocks and a fallback text', async () => {
    await expect(send(slack, at('/slack'), path)).resolves.toMatchObject({ id: null });
    const [delivery] = sandbox.deliveries;
    expect(delivery?.path).toBe(path);
    expect(delivery?.body).toMatchObject({
      text: 'Warning: Jira &lt;Cloud&gt; is slow',
      blocks: expect.arrayContaining([expect.objectContaining({ type: 'header' })]),
    });
  });

  it('posts with the secret in whichever form it is stored', async () => {
    for (const stored of [path.slice(1), path.replace('/services/', '')]) await send(slack, at('/slack'), stored);
    expect(sandbox.deliveries.map((delivery) => delivery.path)).toEqual([path, path]);
  });

  it.each([
    ['gone', 'endpoint_gone'],
    ['forbidden', 'permission_missing'],
    ['html', 'unexpected_content'],
    ['redirect', 'redirect_blocked'],
    ['fault', 'upstream_5xx'],
  ])('throws when a message meets %s', async (behaviour, errorClass) => {
    await expect(send(slack, at(`/~${behaviour}/slack`), path)).rejects.toMatchObject({ errorClass });
  });

  it('says when to try again', async () => {
    await expect(send(slack, at('/~rate-limited/slack'), path)).rejects.toMatchObject({
      errorClass: 'rate_limited',
      retryAt: expect.any(Date),
    });
  });
});

describe('a webhook', () => {
  const { secret } = accounts.webhook;

  it('is proven by a ping that is taken, and a forged one that is refused', async () => {
    const outcome = await bench.test(webhook, at('/webhook'), secret);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'endpoint' } });
    expect(sandbox.deliveries.map(({ body }) => body)).toMatchObject([{ type: 'ping' }]);
  });

  it('gets nothing from a scheduled check, which says what it left out', async () => {
    const outcome = await bench.test(webhook, at('/webhook'), secret, 'scheduled');
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', message: expect.stringContaining('full tests') });
    expect(sandbox.requests).toEqual([]);
  });

  it('is refused with the wrong secret', async () => {
    const outcome = await bench.test(webhook, at('/webhook'), 'whsec_d3JvbmctYW5kLWxvbmctZW5vdWdoLXNlY3JldA==');
    expect(outcome).toMatchObject({ ok: false, error_class: 'auth_invalid', field: '/password' });
  });

  it('is warned about when it takes any signature', async () => {
    // The login page stands for any receiver that answers 200 to everything.
    const outcome = await bench.test(webhook, at('/~html/webhook'), secret);
    expect(outcome).toMatchObject({ ok: true, status: 'degraded', message: expect.stringContaining('signature') });
    expect(outcome.stages.find(({ name }) => name === 'auth')?.error_class).toBe('auth_not_verifiable');
  });

  it('gets a delivery whose signature can be verified', async () => {
    const receipt = await send(webhook, at('/webhook/team?id=7'), secret);
    expect(receipt).toMatchObject({ id: message.id });
    const [request] = sandbox.requests;
    expect(request?.path).toBe('/webhook/team?id=7');
    expect(request?.headers['webhook-id']).toBe(message.id);
    const verified = new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>);
    expect(verified).toMatchObject({ type: message.event, data: { severity: 'warning', title: message.title } });
    expect(JSON.stringify(sandbox.requests)).not.toContain(secret.slice('whsec_'.length));
  });

  it('keeps the id of a message over its tries', async () => {
    await send(webhook, at('/webhook'), secret);
    await send(webhook, at('/webhook'), secret);
    expect(sandbox.requests.map(({ headers }) => headers['webhook-id'])).toEqual([message.id, message.id]);
  });

  it('is signed with any text as the secret', async () => {
    const plain = Buffer.from(secret.slice('whsec_'.length), 'base64').toString();
    await expect(send(webhook, at('/webhook'), plain)).resolves.toMatchObject({ id: message.id });
  });

  it.each([
    ['gone', 'endpoint_gone'],
    ['fault', 'upstream_5xx'],
    ['redirect-metadata', 'redirect_blocked'],
  ])('that is %s throws %s', async (behaviour, errorClass) => {
    await expect(send(webhook, at(`/~${behaviour}/webhook`), secret)).rejects.toMatchObject({ errorClass });
  });
});

const blank: Settings = {
  base_url: '',
  username: null,
  base_search: null,
  model: null,
  model_config: {},
  provider_metadata: {},
};

function mailSettings(provider_metadata: Record<string, unknown> = {}): Settings {
  return {
    ...blank,
    base_url: sandbox.smtp.url,
    username: sandbox.smtp.username,
    provider_metadata: { from: 'ims@example.com', from_name: 'IMS', to: ['ops@example.com'], ...provider_metadata },
  };
}

describe('mail', () => {
  let egress: Egress;
  let client: EgressClient;

  beforeAll(() => {
    egress = new Egress({ allow: parseAllowList('127.0.0.0/8,localhost') });
    client = egress.open({ ca: sandbox.smtp.ca });
  });
  afterAll(() => egress.close());

  function bind({ base_url }: Settings, secret: string | null): BoundSecret | undefined {
    return secret === null ? undefined : new BoundSecret(originOf(base_url), secret);
  }

  async function test(
    typed: Settings,
    password: string | null = accounts.smtp.password,
    by = client,
    effort: Effort = 'full',
  ): Promise<TestOutcome> {
    const { settings } = checkSettings(smtp, typed, password ?? undefined);
    return testToEnd({ connector: smtp, settings, secret: bind(settings, password), client: by, effort });
  }

  function post(settings: Settings, password: string | null = accounts.smtp.password) {
    const { signal } = new AbortController();
    const context = createContext({ connector: smtp, settings, secret: bind(settings, password), client, signal });
    return smtp.send?.(context, message);
  }

  it('logs in over STARTTLS and asks about the addresses without sending', async () => {
    const outcome = await test(mailSettings());
    expect(outcome).toMatchObject({
      ok: true,
      status: 'healthy',
      identity: { id: sandbox.smtp.username, kind: 'user' },
    });
    expect(sandbox.smtp.messages).toEqual([]);
  });

  it('arrives, as text and as HTML, with its sender and recipients', async () => {
    const receipt = await post(mailSettings({ to: ['ops@example.com', 'dev@example.com'] }));
    expect(receipt).toMatchObject({ id: '<msg_2f6c@example.com>', message: expect.stringContaining('2 of 2') });
    const [mail] = sandbox.smtp.messages;
    expect(mail).toMatchObject({ from: 'ims@example.com', to: ['ops@example.com', 'dev@example.com'] });
    expect(mail?.raw).toMatch(/^Subject: Warning: Jira <Cloud> is slow\r$/m);
    expect(mail?.raw).toContain('Content-Type: text/plain');
    expect(mail?.raw.replaceAll('=\r\n', '')).toContain('Jira &lt;Cloud&gt; is slow');
  });

  it('reaches those recipients that the server takes, and says which it refused', async () => {
    const receipt = await post(mailSettings({ to: ['ops@example.com', 'nobody@example.com'] }));
    expect(receipt?.message).toContain('1 of 2; refused: nobody@example.com');
    expect(sandbox.smtp.messages[0]?.to).toEqual(['ops@example.com']);
  });

  it('throws when the server takes no recipient', async () => {
    await expect(post(mailSettings({ to: ['a@refused.example'] }))).rejects.toMatchObject({
      errorClass: 'invalid_config',
      field: '/provider_metadata/to',
    });
  });

  it('tells in the test which field the server refuses', async () => {
    const outcome = await test(mailSettings({ to: ['ops@example.com', 'a@refused.example'] }));
    expect(outcome).toMatchObject({ ok: false, error_class: 'invalid_config', field: '/provider_metadata/to' });
  });

  it('names no recipients in a scheduled check, but logs in', async () => {
    const refused = mailSettings({ to: ['a@refused.example'] });
    const outcome = await test(refused, accounts.smtp.password, client, 'scheduled');
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'user' } });
    expect(outcome.stages.find(({ name }) => name === 'permissions')).toMatchObject({
      verdict: 'skip',
      message: expect.stringContaining('full tests'),
    });
    expect(await test(refused, 'wrong-password', client, 'scheduled')).toMatchObject({ error_class: 'auth_invalid' });
  });

  it('refuses a wrong password', async () => {
    const outcome = await test(mailSettings(), 'wrong-password');
    expect(outcome).toMatchObject({ error_class: 'auth_invalid', field: '/password', identity: null });
    expect(JSON.stringify(outcome)).not.toContain('wrong-password');
  });

  it.each([
    ['a password without a user name', { username: null }, accounts.smtp.password, '/username'],
    ['a user name without a password', {}, null, '/password'],
  ])('refuses %s', async (_, change, password, field) => {
    const outcome = await test({ ...mailSettings(), ...change }, password);
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field });
  });

  it('says that a server without the login wants one', async () => {
    const outcome = await test({ ...mailSettings(), username: null }, null);
    expect(outcome).toMatchObject({ ok: false, error_class: 'auth_invalid', field: '/username' });
  });

  it('trusts no certificate of an unknown authority', async () => {
    const outcome = await test(mailSettings(), accounts.smtp.password, egress.open());
    expect(outcome).toMatchObject({ error_class: 'tls_untrusted' });
    await expect(
      post({ ...mailSettings(), base_url: sandbox.smtp.url.replace('127.0.0.1', '127.0.0.2') }),
    ).rejects.toThrow();
  });

  it('says that a port without TLS wants STARTTLS', async () => {
    const settings = { ...mailSettings(), base_url: sandbox.smtp.url.replace('smtp:', 'smtps:') };
    const outcome = await test(settings);
    expect(outcome).toMatchObject({ ok: false, field: '/base_url' });
  });

  it('tells no password to a server that offers a login only over TLS', async () => {
    const outcome = await test(mailSettings({ security: 'none' }));
    expect(outcome).toMatchObject({ ok: false });
    expect(JSON.stringify(outcome)).not.toContain(accounts.smtp.password);
  });

  describe('through servers of other kinds', () => {
    const received: string[] = [];
    const servers: SMTPServer[] = [];

    /** Starts a mail server that takes whatever it is given. */
    async function start(options: SMTPServerOptions, scheme = 'smtp'): Promise<string> {
      const server = new SMTPServer({
        disableReverseLookup: true,
        closeTimeout: 1,
        onData(stream, _session, done) {
          text(stream).then((raw) => {
            received.push(raw);
            done();
          }, done);
        },
        ...options,
      });
      server.on('error', () => undefined);
      servers.push(server);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      return `${scheme}://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    }

    afterEach(async () => {
      received.length = 0;
      await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done))));
    });

    const plainRelay: SMTPServerOptions = { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] };
    const relay = (base_url: string, security?: string) => ({
      ...mailSettings({ security }),
      base_url,
      username: null,
    });

    it('takes a relay of the own network without a login, and warns', async () => {
      const settings = relay(await start(plainRelay), 'none');
      expect(await test(settings, null)).toMatchObject({ ok: true, status: 'degraded', identity: null });
      await post(settings, null);
      expect(received[0]).toContain('Subject: Warning: Jira <Cloud> is slow');
    });

    it('refuses a server without STARTTLS unless told that there is none', async () => {
      const outcome = await test(relay(await start(plainRelay)), null);
      expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/base_url' });
      expect(outcome.message).toContain('STARTTLS');
    });

    it('does not pass off a server without a login as one that accepted it', async () => {
      const settings = { ...relay(await start(plainRelay), 'none'), username: 'someone' };
      expect(await test(settings)).toMatchObject({
        ok: false,
        error_class: 'auth_scheme_mismatch',
        field: '/username',
      });
    });

    it('speaks TLS from the start', async () => {
      const { ca, good } = await makeCertificates();
      const onAuth: SMTPServerOptions['onAuth'] = ({ username }, _session, done) => done(null, { user: username });
      const base_url = await start({ secure: true, onAuth, ...good }, 'smtps');
      const outcome = await test({ ...mailSettings(), base_url }, 'any', egress.open({ ca }));
      expect(outcome).toMatchObject({ ok: true, status: 'healthy' });
      expect(outcome.stages.find(({ name }) => name === 'tls')).toMatchObject({ verdict: 'pass' });
    });

    it.each([
      ['wrongHost', 'tls_hostname'],
      ['expired', 'tls_untrusted'],
    ] as const)('refuses a certificate that is %s after STARTTLS', async (kind, errorClass) => {
      const { ca, [kind]: pair } = await makeCertificates();
      const base_url = await start({ authOptional: true, ...pair });
      const outcome = await test({ ...mailSettings(), base_url }, 'any', egress.open({ ca }));
      expect(outcome).toMatchObject({ ok: false, error_class: errorClass });
    });

    it('warns of a server that says "try again later" to strangers', async () => {
      const later = Object.assign(new Error('4.2.0 Greylisted'), { responseCode: 450 });
      const settings = relay(await start({ ...plainRelay, onRcptTo: (_to, _session, done) => done(later) }), 'none');
      const outcome = await test(settings, null);
      expect(outcome.stages.find(({ name }) => name === 'permissions')).toMatchObject({ verdict: 'warn' });
      await expect(post(settings, null)).rejects.toMatchObject({ errorClass: 'upstream_5xx' });
    });
  });
});
