import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { ask } from '../testing/request.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.deliveries.length = 0;
});

describe('Slack', () => {
  const { path, archivedPath } = accounts.slack;
  const post = (to: string, body: string, headers = {}) =>
    ask(`${sandbox.url}/slack${to}`, { method: 'POST', body, headers });

  it('takes a message and says ok', async () => {
    expect(await post(path, '{"text":"hello"}')).toMatchObject({ status: 200, text: 'ok' });
    expect(sandbox.deliveries).toMatchObject([{ system: 'slack', body: { text: 'hello' } }]);
  });

  it('takes a message as a form, too', async () => {
    const form = new URLSearchParams({ payload: '{"blocks":[{"type":"divider"}]}' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await post(path, form, headers)).toMatchObject({ status: 200 });
  });

  it.each([
    ['not JSON', path, 'hello', 400, 'invalid_payload'],
    ['nothing to say', path, '{"text":""}', 400, 'no_text'],
    ['too many blocks', path, JSON.stringify({ blocks: Array(51).fill({ type: 'divider' }) }), 400, 'invalid_blocks'],
    ['another secret', `${path}x`, '{"text":"a"}', 403, 'invalid_token'],
    ['another service', '/services/T00000000/B99999999/x', '{"text":"a"}', 404, 'no_service'],
    ['an archived channel', archivedPath, '{"text":"a"}', 410, 'channel_is_archived'],
  ])('refuses %s in a word', async (_what, to, body, status, word) => {
    expect(await post(to, body)).toMatchObject({ status, text: word });
    expect(sandbox.deliveries).toEqual([]);
  });
});

describe('the webhook receiver', () => {
  const body = JSON.stringify({ type: 'integration.health_changed', data: { id: 1 } });
  const headers = (at = new Date(), secret: string = accounts.webhook.secret) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  });
  const post = (signed: Record<string, string>, sent = body) =>
    ask(`${sandbox.url}/webhook/anywhere`, { method: 'POST', body: sent, headers: signed });

  it('takes what is signed', async () => {
    expect(await post(headers())).toMatchObject({ status: 200, json: { received: true } });
    expect(sandbox.deliveries).toMatchObject([{ system: 'webhook', path: '/anywhere', body: JSON.parse(body) }]);
  });

  it.each([
    ['unsigned', () => post({})],
    ['changed after it was signed', () => post(headers(), `${body} `)],
    ['signed with another secret', () => post(headers(new Date(), 'whsec_YW5vdGhlcg=='))],
    ['signed an hour ago', () => post(headers(new Date(Date.now() - 3_600_000)))],
  ])('refuses what is %s', async (_what, send) => {
    expect((await send()).status).toBe(401);
    expect(sandbox.deliveries).toEqual([]);
  });
});
