import { Router } from 'express';
import { Webhook } from 'standardwebhooks';
import { accounts } from '../accounts.ts';
import { type Journal, remember } from '../journal.ts';
import { plainRefusals, problem } from '../plain-refusals.ts';
import { rawBody, type System, send } from '../system.ts';

const headerNames = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** A receiver of Standard Webhooks: takes what is signed with the secret and not older than five minutes. */
export function createWebhook(journal: Journal): System {
  const verifier = new Webhook(accounts.webhook.secret);
  const routes = Router();
  routes.post('{/*path}', (req, res) => {
    const headers = Object.fromEntries(headerNames.map((name) => [name, req.get(name) ?? '']));
    try {
      const body = verifier.verify(rawBody(req), headers);
      remember(journal.deliveries, { system: 'webhook', path: req.path, headers: req.headers, body, at: new Date() });
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'The signature cannot be verified.';
      return send(res, problem(401, detail));
    }
    res.json({ received: true });
  });
  routes.use((_req, res) => send(res, problem(405, 'Deliveries are posted.', { allow: 'POST' })));
  return { name: 'webhook', title: 'Webhook receiver', base: '/webhook', routes, refusals: plainRefusals };
}
