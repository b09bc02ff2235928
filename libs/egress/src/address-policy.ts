import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Range = [Address, number];

const range = (cidr: string): Range => ipaddr.parseCIDR(cidr);

/** IANA's special-purpose registry, multicast, the reserved rest, and the wire server of Azure, which looks public. */
const deniedV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map(range);

/** Only this is handed out for the Internet, so mapped, NAT64, local and multicast addresses need no rule. */
const globalV6 = range('2000::/3');
const deniedV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '2620:4f:8000::/48'].map(range);

/** Credentials of the machine itself are served here. No operator has a reason to open them to tenants. */
const metadataV4 = [
  '100.100.100.200',
  '168.63.129.16',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '192.0.0.192',
];
const metadataV6 = ['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fe80::a9fe:a9fe'];
const metadata = new Set([...metadataV4, ...metadataV6].map((text) => ipaddr.parse(text).toNormalizedString()));

/** True for an address of the public Internet; false also for what cannot be read as an address. */
export function isPublic(address: string): boolean {
  const parsed = parseAddress(address);
  if (!parsed) return false;
  if (parsed.kind() === 'ipv4') return !deniedV4.some((denied) => within(parsed, denied));
  return within(parsed, globalV6) && !deniedV6.some((denied) => within(parsed, denied));
}

/** True for addresses that stay closed whatever the operator allows, also when an IPv6 address wraps them. */
export function isMetadata(address: string): boolean {
  const parsed = parseAddress(address);
  if (!parsed) return false;
  return [parsed, ...wrappedV4(parsed)].some((each) => metadata.has(withoutZone(each)));
}

/** Names that mean this machine or its network wherever they are asked for. `host` is canonical, without a final dot. */
export function isLocalName(host: string): boolean {
  const labels = host.split('.');
  return (
    labels.length < 2 ||
    labels.includes('') ||
    ['localhost', 'local', 'internal'].includes(labels.at(-1) ?? '') ||
    host.startsWith('metadata')
  );
}

export function within(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** Reads an address in its usual notation only; others are for the URL parser to unravel. */
export function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.parse(text);
}

/** IPv4 addresses that translators and tunnels would find in an IPv6 address: at its end, 6to4 after the prefix. */
function wrappedV4(address: Address): ipaddr.IPv4[] {
  if (address.kind() === 'ipv4') return [];
  const bytes = address.toByteArray();
  const end = bytes.slice(12);
  const teredo = end.map((byte) => byte ^ 0xff);
  return [end, teredo, bytes.slice(2, 6)].map((octets) => new ipaddr.IPv4(octets));
}

function withoutZone(address: Address): string {
  return address.toNormalizedString().replace(/%.*$/, '');
}
