import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Config, ConfigError } from '../platform/config/config.ts';

const text = z.string().min(1);
const token = z.object({ username: text, token: text });

/** Where the sandbox listens and what it lets in, as it says itself. */
const listening = z.object({
  url: z.url(),
  smtp: z.object({ url: z.url(), username: text, password: text, ca: text }),
  accounts: z.object({
    jira: token,
    jiraDc: z.object({ pat: text }),
    github: z.object({ classic: text, fineGrained: text }),
    openai: z.object({ key: text }),
    azure: z.object({ key: text, deployment: text, apiVersion: text }),
    wex: z.object({ key: text }),
    llm: z.object({ key: text, model: text }),
    rest: z.object({ username: text, password: text, key: text, bearer: text }),
    slack: z.object({ path: text, archivedPath: text }),
    webhook: z.object({ secret: text }),
  }),
});
export type SandboxFacts = z.output<typeof listening>;

export interface DemoSandbox {
  facts: SandboxFacts;
  /** What calls must be allowed to leave for. */
  allow: string;
  stop(): Promise<void>;
}

/** Starts the systems that the demo's integrations connect to, in a process of their own. Throws `ConfigError`. */
export async function startDemoSandbox({ dataDir, demo }: Pick<Config, 'dataDir' | 'demo'>): Promise<DemoSandbox> {
  const child = fork(fileURLToPath(import.meta.resolve('@ims/sandbox/main')), {
    env: {
      ...process.env,
      SANDBOX_PORT: String(demo.sandboxPort),
      SANDBOX_SMTP_PORT: String(demo.sandboxSmtpPort),
      SANDBOX_DIR: join(dataDir, 'sandbox'),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Ctrl-C reaches a whole group; this one ends when we do, and not before.
    detached: true,
  });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-4000);
  });
  const exited = once(child, 'exit');
  const [message] = await Promise.race([once(child, 'message'), exited.then(() => [undefined])]);
  if (message === undefined) throw notStarted(demo, complaint);
  const facts = listening.parse(message);
  const allow = [facts.url, facts.smtp.url].map((url) => new URL(url).host).join(',');
  const stop = async () => {
    if (child.connected) child.disconnect();
    if (child.exitCode === null && child.signalCode === null) await exited;
  };
  return { facts, allow, stop };
}

function notStarted({ sandboxPort, sandboxSmtpPort }: Config['demo'], complaint: string): Error {
  if (!complaint.includes('EADDRINUSE')) return new Error(`The demo's sandbox did not start:\n${complaint}`);
  return new ConfigError(
    `Port ${sandboxPort} or ${sandboxSmtpPort}, which the demo's sandbox uses, is taken. Stop what uses it, choose others (SANDBOX_PORT=3011 SANDBOX_SMTP_PORT=3026 npm start), or go without demo data: DEMO=off npm start`,
  );
}
