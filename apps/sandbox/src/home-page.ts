import type { RequestHandler } from 'express';
import type { Accounts } from './accounts.ts';
import { behaviours } from './behaviours.ts';
import type { System } from './system.ts';

/** What the sandbox offers, for a person: systems with their base URLs, accounts, behaviours. */
export function homePage(systems: System[], accounts: Accounts): RequestHandler {
  return (req, res) => {
    const origin = `${req.protocol}://${req.host}`;
    const systemRows = systems.map(({ title, base }) => row(title, origin + base));
    const accountRows = Object.entries(accounts).flatMap(([system, values]) =>
      Object.entries(values).map(([name, value]) => row(`${system} ${name}`, value)),
    );
    const behaviourRows = Object.entries(behaviours).map(([name, { means }]) => row(`~${name}`, means));
    res.type('html').send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox</title>
<style>body{font:15px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}td{padding:.15rem 1rem .15rem 0;vertical-align:top}
code{white-space:pre-wrap;word-break:break-all}</style></head><body>
<h1>Sandbox</h1><p>Servers that behave like the external systems. Nothing here is real.</p>
<h2>Systems</h2>${table(systemRows)}
<h2>Behaviours</h2><p>The same system misbehaving: <code>${escapeHtml(origin)}/~rate-limited/jira</code>. Some take a time: <code>/~slow-5000ms/openai/v1</code>.</p>${table(behaviourRows)}
<h2>Ledger</h2><p>What each key of an AI provider used of each model: <code>GET ${escapeHtml(origin)}/ledger</code>, emptied by <code>DELETE</code>.</p>
<h2>Accounts</h2>${table(accountRows)}
</body></html>`);
  };
}

const table = (rows: string[]) => `<table>${rows.join('')}</table>`;
const row = (name: string, value: string) =>
  `<tr><td>${escapeHtml(name)}</td><td><code>${escapeHtml(value)}</code></td></tr>`;
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
