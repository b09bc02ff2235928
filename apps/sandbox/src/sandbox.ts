import { generateKeyPair } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as Listener } from 'node:net';
import { promisify } from 'node:util';
import type { SMTPServer } from 'smtp-server';
import { type Accounts, accounts, type GithubApp } from './accounts.ts';
import { Ledger } from './ai/ledger.ts';
import { createApp } from './app.ts';
import { makeCertificates } from './certificates.ts';
import { homePage } from './home-page.ts';
import { type Delivery, newJournal, type ReceivedMail, type SeenRequest } from './journal.ts';
import { type Keys, keptKeys } from './kept-keys.ts';
import { createMailServer } from './mail-server.ts';
import { createSystems } from './systems.ts';

export interface SandboxOptions {
  /** 127.0.0.1 unless told. */
  host?: string;
  /** 0, the default, takes any free port. */
  port?: number;
  smtpPort?: number;
  /** Folder in which keys and certificates outlive the sandbox; made anew each time unless given. */
  keepKeysIn?: string;
}

export interface Sandbox {
  /** Without a slash at the end. */
  url: string;
  smtp: { url: string; username: string; password: string; ca: string; messages: ReceivedMail[] };
  /** The same systems over TLS. `url` is in order for whoever trusts `ca`; the other three each have one fault. */
  tls: { url: string; ca: string; wrongHostUrl: string; untrustedUrl: string; expiredUrl: string };
  accounts: Accounts;
  /** The last 1,000 requests, oldest first. */
  requests: SeenRequest[];
  /** Notifications that Slack and the webhook accepted. */
  deliveries: Delivery[];
  /** What each key of an AI provider used of each model, to the token. `GET /ledger` tells it to another process. */
  ledger: Ledger;
  close(): Promise<void>;
}

/** Starts servers that behave like the external systems, on the loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, smtpPort = 0 } = options;
  const journal = newJournal();
  const { certificates, githubApp } = await keptKeys(options.keepKeysIn, makeKeys);
  const known: Accounts = { ...accounts, githubApp };
  const systems = createSystems(known, journal);
  const ledger = new Ledger();
  const app = createApp(systems, journal, ledger, homePage(systems, known));
  app.locals.refusedOnce = new Set<string>();

  const mail = createMailServer(certificates.good, journal.messages);
  const servers = {
    plain: createServer(app),
    elsewhere: createServer(app),
    good: createTlsServer(certificates.good, app),
    wrongHost: createTlsServer(certificates.wrongHost, app),
    untrusted: createTlsServer(certificates.untrusted, app),
    expired: createTlsServer(certificates.expired, app),
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= stopAll(Object.values(servers), mail);
    return closing;
  };
  try {
    // One after the other: whatever fails, all before it can be closed.
    const url = `http://${await listen(servers.plain, port, host)}`;
    const smtpUrl = `smtp://${await listen(mail.server, smtpPort, host)}`;
    app.locals.elsewhere = { origin: `http://${await listen(servers.elsewhere, 0, host)}` };
    const tls = {
      url: `https://${await listen(servers.good, 0, host)}`,
      ca: certificates.ca,
      wrongHostUrl: `https://${await listen(servers.wrongHost, 0, host)}`,
      untrustedUrl: `https://${await listen(servers.untrusted, 0, host)}`,
      expiredUrl: `https://${await listen(servers.expired, 0, host)}`,
    };
    const smtp = { url: smtpUrl, ...accounts.smtp, ca: certificates.ca, messages: journal.messages };
    const { requests, deliveries } = journal;
    return { url, smtp, tls, accounts: known, requests, deliveries, ledger, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeKeys(): Promise<Keys> {
  const [certificates, githubApp] = await Promise.all([makeCertificates(), makeGithubApp()]);
  return { certificates, githubApp };
}

async function makeGithubApp(): Promise<GithubApp> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { appId: '314159', clientId: 'Iv23liSandboxClient0', installationId: '27182818', privateKey };
}

async function listen(server: Listener, port: number, host: string): Promise<string> {
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      done();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return `${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

async function stopAll(servers: Server[], mail: SMTPServer): Promise<void> {
  await Promise.all([...servers.map(stop), new Promise<void>((done) => mail.close(done))]);
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
