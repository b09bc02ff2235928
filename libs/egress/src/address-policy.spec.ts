import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLocalName, isMetadata, isPublic } from './address-policy.ts';

/** First and last address of each range that is refused, written down apart from the code. */
const refusedV4: [string, string][] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
];

const toNumber = (address: string) => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
const toAddress = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const isRefused = (value: number) => refusedV4.some(([from, to]) => toNumber(from) <= value && value <= toNumber(to));

const refusedAddress = fc
  .constantFrom(...refusedV4)
  .chain(([from, to]) => fc.integer({ min: toNumber(from), max: toNumber(to) }));

/** Each way in which the URL parser lets one number of a host be written. */
const written = (value: number, radix: number, zeros: number): string => {
  if (radix === 16) return `0x${'0'.repeat(zeros)}${value.toString(16)}`;
  return radix === 8 ? `0${'0'.repeat(zeros)}${value.toString(8)}` : String(value);
};

interface Notation {
  parts: number;
  radixes: number[];
  zeros: number;
  disguise: (host: string) => string;
}

const notation: fc.Arbitrary<Notation> = fc.record({
  parts: fc.integer({ min: 1, max: 4 }),
  radixes: fc.array(fc.constantFrom(8, 10, 16), { minLength: 4, maxLength: 4 }),
  zeros: fc.integer({ min: 0, max: 3 }),
  disguise: fc.constantFrom<(host: string) => string>(
    (host) => host,
    (host) => `${host}.`,
    (host) => [...host].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
    (host) => host.replaceAll('.', '。'),
    (host) => [...host].map((char) => (/\d/.test(char) ? String.fromCodePoint(0xff10 + Number(char)) : char)).join(''),
    (host) => host.toUpperCase(),
  ),
});

function spell(value: number, { parts, radixes, zeros, disguise }: Notation): string {
  const octets = toAddress(value).split('.').map(Number);
  const rest = octets.slice(parts - 1).reduce((sum, octet) => sum * 256 + octet, 0);
  const numbers = [...octets.slice(0, parts - 1), rest];
  return disguise(numbers.map((number, index) => written(number, radixes[index] ?? 10, zeros)).join('.'));
}

describe('isPublic', () => {
  it('refuses any IPv4 address of the refused ranges in any notation of it', () => {
    fc.assert(
      fc.property(refusedAddress, notation, (value, how) => {
        const { hostname } = new URL(`http://${spell(value, how)}/`);
        expect(hostname).toBe(toAddress(value));
        expect(isPublic(hostname)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses any refused IPv4 address inside an IPv6 address', () => {
    const wrappings = ['::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::'];
    fc.assert(
      fc.property(refusedAddress, fc.constantFrom(...wrappings), (value, prefix) => {
        expect(isPublic(`${prefix}${toAddress(value)}`)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('agrees with the written ranges on every IPv4 address', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
        expect(isPublic(toAddress(value))).toBe(!isRefused(value));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(refusedV4)('draws the line exactly around %s to %s', (from, to) => {
    expect(isPublic(from)).toBe(false);
    expect(isPublic(to)).toBe(false);
    for (const neighbour of [toNumber(from) - 1, toNumber(to) + 1]) {
      if (neighbour >= 0 && neighbour <= 0xffffffff && !isRefused(neighbour)) {
        expect(isPublic(toAddress(neighbour))).toBe(true);
      }
    }
  });

  it.each([
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::8.8.8.8',
    '64:ff9b::808:808',
    '64:ff9b:1::808:808',
    '100::1',
    '1fff:ffff::1',
    '2001::1',
    '2001:10::1',
    '2001:20::1',
    '2001:1ff:ffff::1',
    '2001:db8::1',
    '2002:808:808::1',
    '2620:4f:8000::1',
    '2620:4f:8000:ffff::1',
    '3fff::1',
    '3fff:fff:ffff::1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fd00::1',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'ff02::1',
  ])('refuses %s', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it.each([
    '2001:200::1',
    '2001:db7::1',
    '2001:db9::1',
    '2003::1',
    '2606:4700::1111',
    '2620:4f:7fff::1',
    '2620:4f:8001::1',
    '3ffe::1',
  ])('permits %s', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each(['', 'localhost', '0x7f.1', '8.8.8', '8.8.8.8.', '[2003::1]', '08.8.8.8'])(
    'takes %j for no address',
    (text) => {
      expect(isPublic(text)).toBe(false);
    },
  );
});

describe('isMetadata', () => {
  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    'fd00:ec2::254',
    'fe80::a9fe:a9fe%eth0',
    '::ffff:169.254.169.254',
    '::ffff:0:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '2001:0:1:2:3:4:5601:5601',
  ])('knows %s', (address) => {
    expect(isMetadata(address)).toBe(true);
  });

  it.each(['169.254.169.253', '127.0.0.1', '10.0.0.1', '::1', 'fd00:ec2::253'])(
    'leaves %s to the operator',
    (address) => {
      expect(isMetadata(address)).toBe(false);
    },
  );
});

describe('isLocalName', () => {
  it.each([
    'localhost',
    'a.localhost',
    'printer.local',
    'db.internal',
    'metadata',
    'metadata.google.internal',
    'metadata.example.com',
    'metadata-server.example.com',
    'intranet',
    'a..com',
    '.com',
    'example.com.',
  ])('refuses %s', (name) => {
    expect(isLocalName(name)).toBe(true);
  });

  it.each([
    'example.com',
    'localhost.example.com',
    'internal.example.com',
    'my-metadata.example.com',
    'xn--bcher-kva.test',
  ])('leaves %s to DNS', (name) => {
    expect(isLocalName(name)).toBe(false);
  });
});
