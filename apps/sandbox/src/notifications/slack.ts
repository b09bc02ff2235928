import { Router } from 'express';
import { accounts } from '../accounts.ts';
import { type Journal, remember } from '../journal.ts';
import { type Answer, isObject, rawBody, type System } from '../system.ts';

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});

const maxBlocks = 50;

/** Incoming webhooks of Slack: the address is the secret, and answers are single words. */
export function createSlack(journal: Journal): System {
  const routes = Router();
  const refuse = (body: unknown, path: string): Answer | undefined => {
    if (path === accounts.slack.archivedPath) return text(410, 'channel_is_archived');
    if (path !== accounts.slack.path) {
      const known = accounts.slack.path.split('/').slice(0, 4).join('/');
      return path.startsWith(`${known}/`) ? text(403, 'invalid_token') : text(404, 'no_service');
    }
    if (!isObject(body)) return text(400, 'invalid_payload');
    const { blocks } = body;
    if (blocks !== undefined && (!Array.isArray(blocks) || blocks.length > maxBlocks))
      return text(400, 'invalid_blocks');
    const says = [body.text, blocks, body.attachments].some((part) => typeof part !== 'undefined' && part !== '');
    return says ? undefined : text(400, 'no_text');
  };
  routes.post('/services/*path', (req, res) => {
    const body = payload(rawBody(req).toString(), req.is('application/x-www-form-urlencoded') !== false);
    const refusal = refuse(body, req.path);
    if (!refusal) {
      remember(journal.deliveries, { system: 'slack', path: req.path, headers: req.headers, body, at: new Date() });
    }
    const { status, headers, body: words } = refusal ?? text(200, 'ok');
    res.status(status).set(headers).send(words);
  });
  routes.use((_req, res) => void res.status(404).type('html').send('no_service'));
  return {
    name: 'slack',
    title: 'Slack incoming webhook',
    base: `/slack${accounts.slack.path}`,
    routes,
    refusals: {
      badRequest: text(400, 'invalid_payload'),
      unauthorized: text(403, 'invalid_token'),
      expired: text(403, 'invalid_token'),
      forbidden: text(403, 'action_prohibited'),
      missing: text(404, 'no_service'),
      requestTimeout: text(408, 'request_timeout'),
      conflict: text(409, 'conflict'),
      gone: text(410, 'channel_is_archived'),
      unprocessable: text(422, 'unprocessable'),
      rateLimited: text(429, 'rate_limited'),
      fault: text(500, 'rollup_error'),
      unavailable: text(503, 'service_unavailable'),
    },
  };
}

function payload(body: string, isForm: boolean): unknown {
  try {
    return JSON.parse(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body);
  } catch {
    return undefined;
  }
}
