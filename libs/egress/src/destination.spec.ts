import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllowList } from './allow-list.ts';
import { destinationOf, dnsLookup, Gate } from './destination.ts';
import { EgressError } from './errors.ts';
import { egressError, type Names, namesLookup } from './testing/outside.ts';

interface Target {
  url: string;
  expect: 'deny-literal' | 'deny-or-dns' | 'reject-scheme' | 'reject-invalid' | 'reject-userinfo' | 'allow';
}

const corpus = readFileSync(new URL('./fixtures/ssrf-targets.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Target);
const those = (...kinds: Target['expect'][]) => corpus.filter((target) => kinds.includes(target.expect));

function gate(allow = '', names: Names = {}) {
  const lookup = namesLookup(names);
  const made = new Gate(parseAllowList(allow), dnsLookup(lookup));
  return { asked: lookup.asked, resolve: async (url: string) => made.resolve(destinationOf(url)) };
}

const refused = (url: string, allow?: string, names?: Names) => egressError(gate(allow, names).resolve(url));

describe('the gate on the corpus of hostile addresses', () => {
  it('holds all of the corpus', () => {
    expect(corpus.length).toBeGreaterThan(590);
    expect(those('deny-literal').length).toBeGreaterThan(550);
  });

  it('refuses every literal without asking DNS', async () => {
    const { resolve, asked } = gate();
    for (const { url } of those('deny-literal')) {
      expect((await egressError(resolve(url))).code, url).toBe('destination_blocked');
    }
    expect(asked).toEqual([]);
  });

  it('refuses every name that is local or leads inside', async () => {
    const inside = () => ['127.0.0.1'];
    const anyName = new Proxy<Names>({}, { get: () => inside });
    for (const { url } of those('deny-or-dns')) {
      expect((await egressError(gate('', anyName).resolve(url))).code, url).toBe('destination_blocked');
    }
  });

  it('takes no other scheme, no user names and nothing that is no URL', async () => {
    for (const { url } of those('reject-scheme', 'reject-invalid', 'reject-userinfo')) {
      expect((await egressError(gate().resolve(url))).code, url).toBe('invalid_request');
    }
  });

  it('lets public destinations through', async () => {
    const names = { 'public.test': ['93.184.216.34'], 'xn--bcher-kva.test': ['93.184.216.34'] };
    const { resolve } = gate('', names);
    expect(those('allow')).toHaveLength(3);
    for (const { url } of those('allow')) expect(await resolve(url)).toEqual([{ address: '93.184.216.34', family: 4 }]);
  });

  it('stays shut for the whole corpus with an allow list for something else', async () => {
    for (const { url } of those('deny-literal')) {
      expect((await refused(url, '172.30.7.7, gateway.internal:8080, [fd12::/64]:443')).code, url).toBe(
        'destination_blocked',
      );
    }
  });
});

describe('the gate', () => {
  it('refuses a name when any of its addresses is refused', async () => {
    const names = {
      'v4.test': ['93.184.216.34', '10.0.0.1'],
      'v6.test': ['2606:4700::1', '::1'],
      'mixed.test': ['93.184.216.34', 'fd00::1'],
      'mapped.test': ['::ffff:93.184.216.34'],
      'odd.test': ['not an address'],
    };
    for (const name of Object.keys(names)) {
      expect((await refused(`https://${name}/`, '', names)).code, name).toBe('destination_blocked');
    }
  });

  it('says the same about every refused destination, and nothing about it', async () => {
    const names = { 'inside.test': ['10.1.2.3'] };
    const urls = ['https://10.1.2.3/', 'https://inside.test/', 'https://localhost/', 'https://example.test:22/'];
    const errors = await Promise.all(urls.map((url) => refused(url, '', names)));
    expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
    expect(errors.map(({ cause }) => cause)).toEqual([undefined, undefined, undefined, undefined]);
    expect(errors[0]?.message).toBe('This destination is not allowed.');
  });

  it.each([
    'https://localhost/',
    'https://localhost./',
    'https://a.localhost/',
    'https://intranet/',
    'https://metadata.example.com/',
  ])('refuses %s before DNS', async (url) => {
    const { resolve, asked } = gate();
    expect((await egressError(resolve(url))).code).toBe('destination_blocked');
    expect(asked).toEqual([]);
  });

  it('asks DNS for ASCII names without the final dot', async () => {
    const { resolve, asked } = gate('', { 'xn--bcher-kva.test': ['93.184.216.34'] });
    await resolve('https://BÜCHER.test./');
    expect(asked).toEqual(['xn--bcher-kva.test']);
  });

  it('permits the usual ports of a scheme only', async () => {
    const names = { 'a.test': ['93.184.216.34'] };
    for (const good of [
      'http://a.test',
      'https://a.test',
      'https://a.test:80',
      'https://a.test:8443',
      'smtp://a.test:587',
      'smtps://a.test',
      'smtp://a.test:2525',
      'smtp://a.test',
    ]) {
      await expect(gate('', names).resolve(good), good).resolves.toHaveLength(1);
    }
    for (const bad of [
      'http://a.test:22',
      'http://a.test:25',
      'https://a.test:0',
      'https://a.test:8080',
      'smtp://a.test:22',
      'http://a.test:6379',
    ]) {
      const { resolve, asked } = gate('', names);
      expect((await egressError(resolve(bad))).code, bad).toBe('destination_blocked');
      expect(asked).toEqual([]);
    }
  });

  it('opens what the operator lists, on its port', async () => {
    const names = { localhost: ['127.0.0.1', '::1'], 'gateway.internal': ['10.0.0.5'], 'a.test': ['10.0.0.6'] };
    const allow = 'localhost:4010, gateway.internal, 10.0.0.6:9000, [::1]:9000';
    for (const good of [
      'http://localhost:4010',
      'http://localhost.:4010',
      'http://gateway.internal:9',
      'http://a.test:9000',
      'http://[::1]:9000',
      'smtp://localhost:4010',
    ]) {
      expect(await gate(allow, names).resolve(good), good).not.toEqual([]);
    }
    for (const bad of [
      'http://localhost:4011',
      'http://localhost',
      'http://127.0.0.1:4010',
      'http://a.test',
      'http://[::1]:9001',
      'http://a.gateway.internal:9',
    ]) {
      expect((await refused(bad, allow, names)).code, bad).toBe('destination_blocked');
    }
  });

  it('never opens the metadata services of clouds', async () => {
    const allow = '0.0.0.0/0, ::/0, metadata.google.internal';
    const names = { 'metadata.google.internal': ['169.254.169.254'], 'a.test': ['127.0.0.1', '169.254.169.254'] };
    for (const url of [
      'http://169.254.169.254/',
      'http://[::ffff:169.254.169.254]/',
      'http://[fd00:ec2::254]/',
      'http://168.63.129.16/',
      'http://100.100.100.200/',
      'http://192.0.0.192/',
      'http://metadata.google.internal/',
      'http://a.test/',
    ]) {
      expect((await refused(url, allow, names)).code, url).toBe('destination_blocked');
    }
    expect(await gate(allow, names).resolve('http://127.0.0.1:1/')).toHaveLength(1);
  });

  it('tells an unknown name from a refused one', async () => {
    const error = await refused('https://nowhere.test/');
    expect(error).toBeInstanceOf(EgressError);
    expect(error.code).toBe('dns_failed');
    expect((await refused('https://empty.test/', '', { 'empty.test': [] })).code).toBe('dns_failed');
  });

  it.each([
    'smtp://%31%32%37.0.0.1:25',
    'smtp://0x7f.1:25',
    'smtp://2130706433:25',
    'smtp://[::ffff:7f00:1]:25',
    'smtp://LOCALHOST:25',
  ])('sees through %s, whose host the URL parser leaves alone', async (url) => {
    const { resolve, asked } = gate();
    expect((await egressError(resolve(url))).code).toBe('destination_blocked');
    expect(asked).toEqual([]);
  });
});
