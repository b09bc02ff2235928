import { describe, expect, it } from 'vitest';
import type { ReachStep } from './reach.ts';
import { makeAuthority, makeCertificate } from './testing/certificates.ts';
import { client, egressError } from './testing/outside.ts';
import { closedPort, closing, serveHttp, serveHttps, serveTcp } from './testing/servers.ts';

async function walk(steps: AsyncIterable<ReachStep>): Promise<ReachStep[]> {
  const taken: ReachStep[] = [];
  for await (const step of steps) taken.push(step);
  return taken;
}

const brief = (steps: ReachStep[]) =>
  steps.map(({ step, ok, skipped, error }) => `${step} ${error?.code ?? (skipped ? 'skipped' : ok)}`);

describe('reach', () => {
  it('walks all the way and closes the connection', async () => {
    const authority = await makeAuthority();
    const server = await serveHttps(await makeCertificate('service.test', { ca: authority }), () => {});
    const steps = await walk(
      client({ client: { ca: authority.cert } }).reach(`https://service.test:${server.port}/path`),
    );
    expect(brief(steps)).toEqual(['policy true', 'dns true', 'connect true', 'tls true']);
    expect(steps.at(-1)?.detail).toMatch(/^TLSv1\.3, issued by Test authority, valid until \d{4}-\d\d-\d\d$/);
    expect(server.connections).toHaveLength(1);
    await closing(server.connections[0]);
  });

  it('needs no TLS for http and no DNS for addresses', async () => {
    const server = await serveHttp(() => {});
    const steps = await walk(client({ allow: '127.0.0.1' }).reach(`http://127.0.0.1:${server.port}`));
    expect(brief(steps)).toEqual(['policy true', 'dns skipped', 'connect true', 'tls skipped']);
    await closing(server.connections[0]);
  });

  it('stops at a refused destination, in the same way whatever it is', async () => {
    const names = { 'inside.test': ['10.0.0.1'], 'mixed.test': ['93.184.216.34', '::1'] };
    const caller = client({ names });
    const urls = [
      'https://10.0.0.1/',
      'https://inside.test/',
      'https://mixed.test/',
      'https://localhost/',
      'http://169.254.169.254/',
    ];
    for (const url of urls) {
      const steps = await walk(caller.reach(url));
      expect(steps).toEqual([
        { step: 'policy', ok: false, ms: 0, error: expect.objectContaining({ code: 'destination_blocked' }) },
      ]);
    }
  });

  it('stops at the step that fails', async () => {
    const plain = await serveTcp((socket) => socket.end('no TLS here'));
    const caller = client();
    expect(brief(await walk(caller.reach('https://unknown.test/')))).toEqual(['policy true', 'dns dns_failed']);
    expect(brief(await walk(caller.reach(`http://service.test:${await closedPort()}`)))).toEqual([
      'policy true',
      'dns true',
      'connect connect_refused',
    ]);
    expect(brief(await walk(caller.reach(`https://service.test:${plain.port}`)))).toEqual([
      'policy true',
      'dns true',
      'connect true',
      'tls tls_failed',
    ]);
  });

  it('stops when the caller does', async () => {
    const server = await serveTcp((socket) => socket.resume());
    const controller = new AbortController();
    const steps: ReachStep[] = [];
    for await (const step of client().reach(`https://service.test:${server.port}`, controller.signal)) {
      steps.push(step);
      if (step.step === 'connect') controller.abort();
    }
    expect(brief(steps)).toEqual(['policy true', 'dns true', 'connect true', 'tls aborted']);
    await closing(server.connections[0]);
  });

  it('closes the connection when its reader leaves after connecting', async () => {
    const server = await serveTcp((socket) => socket.resume());
    for await (const { step } of client().reach(`http://service.test:${server.port}`)) if (step === 'connect') break;
    await closing(server.connections[0]);
  });

  it('takes no address that it does not understand', async () => {
    expect((await egressError(walk(client().reach('ftp://service.test')))).code).toBe('invalid_request');
  });
});
