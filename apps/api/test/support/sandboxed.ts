import { type Sandbox, startSandbox } from '@ims/sandbox';
import { afterAll } from 'vitest';

/** Systems on the loopback to connect to, and the environment of an app that may call them. */
export async function sandboxed(): Promise<{ sandbox: Sandbox; environment: { EGRESS_ALLOW: string } }> {
  const sandbox = await startSandbox();
  afterAll(() => sandbox.close());
  return { sandbox, environment: { EGRESS_ALLOW: '127.0.0.0/8' } };
}

/** An AI provider of the sandbox; `behaviour` is how it misbehaves. */
export function openaiOf(sandbox: Sandbox, behaviour?: string) {
  const base_url = `${sandbox.url}${behaviour ? `/~${behaviour}` : ''}/openai/v1`;
  return { type: 'ai_provider', base_url, password: sandbox.accounts.openai.key } as const;
}
