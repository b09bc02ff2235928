import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isMetadata, parseAddress, type Range, within } from './address-policy.ts';

/** What an operator opens beyond the public Internet. */
export interface AllowList {
  /** Whether a host may be asked for at all, although its name or this port is refused otherwise. */
  names(host: string, port: number): boolean;
  /** Whether some entry could open this port once the addresses of the host are known. */
  mayOpen(host: string, port: number): boolean;
  /** Whether this address, found for this host, is open on this port. */
  opens(host: string, address: string, port: number): boolean;
}

interface Entry {
  host?: string;
  range?: Range;
  port?: number;
}

/**
 * Reads `EGRESS_ALLOW`: comma-separated `host`, `host:port`, `address`, `CIDR`, each with an optional port (IPv6 in
 * brackets when one follows). An entry without a port opens all. A name opens what it resolves to; a range opens
 * addresses, not names that are refused. Throws a RangeError whose sentence names the first bad entry.
 */
export function parseAllowList(text: string): AllowList {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry);
  const forPort = (port: number) => entries.filter((entry) => entry.port === undefined || entry.port === port);
  return {
    names: (host, port) => forPort(port).some((entry) => entry.host === host),
    mayOpen: (host, port) => forPort(port).some((entry) => entry.range || entry.host === host),
    opens(host, address, port) {
      const parsed = parseAddress(address);
      if (!parsed) return false;
      return forPort(port).some((entry) => (entry.range ? within(parsed, entry.range) : entry.host === host));
    },
  };
}

function parseEntry(entry: string): Entry {
  const { target, port } = splitPort(entry);
  const range = parseRange(target);
  if (range) {
    if (isMetadata(target)) throw bad(entry, 'is an address that is never opened');
    return { range, port };
  }
  return { host: parseHost(target, entry), port };
}

function splitPort(entry: string): { target: string; port?: number } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(entry);
  if (bracketed) return { target: bracketed[1] ?? '', port: parsePort(bracketed[2], entry) };
  const parts = entry.split(':');
  // More than one colon without brackets can only be IPv6.
  if (parts.length > 2) return { target: entry };
  return { target: parts[0] ?? '', port: parsePort(parts[1], entry) };
}

function parsePort(text: string | undefined, entry: string): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65535) throw bad(entry, 'has no valid port');
  return port;
}

function parseRange(target: string): Range | undefined {
  const [address = '', bits, ...rest] = target.split('/');
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0 || address.includes('%')) return undefined;
  const longest = parsed.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return [parsed, longest];
  return /^\d{1,3}$/.test(bits) && Number(bits) <= longest ? ipaddr.parseCIDR(target) : undefined;
}

function parseHost(target: string, entry: string): string {
  const host = URL.parse(`http://${target}/`)?.hostname.replace(/\.$/, '');
  if (!host || !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(host) || isIP(host) !== 0 || /[/@?#\\\s]/.test(target)) {
    throw bad(entry, 'is neither a host name nor an address nor a CIDR range');
  }
  return host;
}

function bad(entry: string, why: string): RangeError {
  return new RangeError(`The entry "${entry}" of the allow list ${why}.`);
}
