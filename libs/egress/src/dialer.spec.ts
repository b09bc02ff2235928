import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseAllowList } from './allow-list.ts';
import { dnsLookup, Gate } from './destination.ts';
import { Dialer } from './dialer.ts';
import { testLimits } from './limits.ts';
import { SocketSlots } from './socket-slots.ts';
import { client, egressError, namesLookup, outside } from './testing/outside.ts';
import { closing, serve, serveHttp, serveTcp } from './testing/servers.ts';
import { trustOf } from './trust.ts';

const hello = () => serveHttp((_request, response) => response.end('hello'));

describe('rebinding', () => {
  it('finds no second question to answer differently', async () => {
    const canary = await hello();
    let asked = 0;
    // First an address where nobody answers but the policy would let us go, then the inside.
    const names = { 'rebind.test': () => (asked++ === 0 ? ['127.0.0.2'] : ['127.0.0.1']) };
    const caller = client({ names, allow: '127.0.0.2' });
    expect((await egressError(caller.request({ url: `http://rebind.test:${canary.port}/` }))).code).toBe(
      'connect_refused',
    );
    expect(asked).toBe(1);
    expect(canary.connections).toEqual([]);
  });

  it('is judged anew for every connection', async () => {
    const canary = await hello();
    let asked = 0;
    const names = { 'rebind.test': () => (asked++ % 2 === 0 ? ['127.0.0.2'] : ['127.0.0.1']) };
    const caller = client({ names, allow: '127.0.0.2' });
    const codes: string[] = [];
    for (let tried = 0; tried < 100; tried += 1) {
      codes.push((await egressError(caller.request({ url: `http://rebind.test:${canary.port}/` }))).code);
    }
    expect(new Set(codes)).toEqual(new Set(['connect_refused', 'destination_blocked']));
    expect(canary.connections).toEqual([]);
  });

  it('is caught on the connection itself, should all else be deceived', async () => {
    class Deceived extends Gate {
      override async resolve() {
        return [{ address: '127.0.0.1', family: 4 }];
      }
    }
    const received: Buffer[] = [];
    const canary = await serveTcp((socket) => void socket.on('data', (chunk) => received.push(chunk)));
    const gate = new Deceived(parseAllowList(''), dnsLookup(namesLookup({})));
    const dialer = new Dialer(gate, new SocketSlots(1), trustOf(undefined), testLimits, undefined);
    const dialling = dialer.dial({ scheme: 'http', host: 'service.test', port: canary.port });
    expect((await egressError(dialling)).code).toBe('destination_blocked');
    expect(received).toEqual([]);
  });

  it('cannot hide an address among permitted ones', async () => {
    const canary = await hello();
    const names = { 'mixed.test': ['127.0.0.2', '127.0.0.1'], 'mapped.test': ['127.0.0.2', '::ffff:127.0.0.1'] };
    const caller = client({ names, allow: '127.0.0.2' });
    for (const host of Object.keys(names)) {
      expect((await egressError(caller.request({ url: `http://${host}:${canary.port}/` }))).code).toBe(
        'destination_blocked',
      );
    }
    expect(canary.connections).toEqual([]);
  });
});

describe('connections', () => {
  it('go to the next address when one does not answer', async () => {
    const { port } = await hello();
    const names = { 'service.test': ['127.0.0.2', '127.0.0.3', '127.0.0.1'] };
    const answer = await client({ names }).request({ url: `http://service.test:${port}/` });
    expect(await answer.text()).toBe('hello');
  });

  it('never reach a canary by any notation of its address', async () => {
    const canary = await serve(createServer((socket) => socket.end()));
    const hosts = [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '127.1',
      '0177.0.0.1',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '0',
      'localhost',
      'localhost.',
      '127.0.0.1.',
      '①②⑦.0.0.1',
      '%31%32%37.0.0.1',
    ];
    const caller = client({ names: { localhost: ['127.0.0.1'] }, allow: '127.0.0.1:1' });
    for (const host of hosts) {
      const url = `http://${host}:${canary.port}/`;
      expect((await egressError(caller.request({ url }))).code, url).toBe('destination_blocked');
      expect((await egressError(caller.connect(url))).code, url).toBe('destination_blocked');
    }
    expect(canary.connections).toEqual([]);
  });

  it('are bounded over all clients, and waited for in order', async () => {
    let open = 0;
    let most = 0;
    const { port } = await serveHttp((request, response) => {
      open += 1;
      most = Math.max(most, open);
      request.socket.once('close', () => {
        open -= 1;
      });
      response.end();
    });
    const egress = outside({ maxSockets: 2 });
    const asking = Array.from({ length: 12 }, async () => {
      const caller = egress.open({ keepAlive: false });
      await (await caller.request({ url: `http://service.test:${port}/` })).text();
    });
    await Promise.all(asking);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('are given up by those who wait too long for room', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    const egress = outside({ maxSockets: 1, limits: { connectMs: 50 } });
    const { socket } = await egress.open().connect(`smtp://service.test:${silent.port}`);
    const waiting = egress.open().connect(`smtp://service.test:${silent.port}`);
    expect((await egressError(waiting)).code).toBe('connect_timeout');
    socket.destroy();
    await closing(socket);
    const next = await egress.open().connect(`smtp://service.test:${silent.port}`);
    next.socket.destroy();
  });

  it('for other protocols say whether the operator allows where they lead', async () => {
    const { port } = await serveTcp((socket) => socket.resume());
    for (const allow of ['service.test', '127.0.0.0/8', `127.0.0.1:${port}`]) {
      const { socket, allowedByOperator } = await client({ allow }).connect(`smtp://service.test:${port}`);
      socket.destroy();
      expect(allowedByOperator).toBe(true);
    }
    const gate = new Gate(parseAllowList('relay.test, 10.0.0.0/8'), dnsLookup(namesLookup({})));
    const mail = { scheme: 'smtp', host: 'mail.test', port: 25 };
    expect(gate.isAllowed(mail, '93.184.216.34')).toBe(false);
    expect(gate.isAllowed({ ...mail, host: 'relay.test' }, '93.184.216.34')).toBe(true);
  });

  it('for other protocols are refused like requests, and end with their signal', async () => {
    const caller = client({ lookup: () => {} });
    expect((await egressError(caller.connect('smtp://10.0.0.1:25'))).code).toBe('destination_blocked');
    expect((await egressError(caller.connect('smtp://user:pass@service.test:25'))).code).toBe('invalid_request');
    expect((await egressError(caller.connect('smtp://service.test:25', AbortSignal.abort()))).code).toBe('aborted');
    const controller = new AbortController();
    const connecting = egressError(caller.connect('smtp://service.test:25', controller.signal));
    controller.abort();
    expect((await connecting).code).toBe('aborted');
  });
});
