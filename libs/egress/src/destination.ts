import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLocalName, isMetadata, isPublic } from './address-policy.ts';
import type { AllowList } from './allow-list.ts';
import { blocked, EgressError } from './errors.ts';
import { asciiHost, parseUrl } from './origin.ts';

/** Where a connection goes, before anything is known about its addresses. */
export interface Destination {
  scheme: string;
  /** ASCII name without a final dot, or an address without brackets. */
  host: string;
  port: number;
}

const webPorts = [443, 80, 8443];
const mailPorts = [25, 465, 587, 2525];
const schemes: Record<string, { ports: number[]; usual: number }> = {
  https: { ports: webPorts, usual: 443 },
  http: { ports: webPorts, usual: 80 },
  smtp: { ports: [...webPorts, ...mailPorts], usual: 25 },
  smtps: { ports: [...webPorts, ...mailPorts], usual: 465 },
};

/** Host and port for people and for the authority of a request. */
export function authority({ host, port }: { host: string; port: number }): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Reads a URL as a destination. Throws `invalid_request` for what is none here; asks no policy. */
export function destinationOf(url: string | URL): Destination {
  const parsed = parseUrl(url);
  const scheme = parsed.protocol.slice(0, -1);
  const known = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (!known) throw new EgressError('invalid_request', 'The scheme of the address is not supported.');
  if (parsed.username !== '' || parsed.password !== '') {
    throw new EgressError('invalid_request', 'The address must not contain a user name or password.');
  }
  const host = asciiHost(parsed);
  return {
    scheme,
    host: host.startsWith('[') ? host.slice(1, -1) : host.replace(/\.$/, ''),
    port: parsed.port === '' ? known.usual : Number(parsed.port),
  };
}

export type DnsLookup = (host: string) => Promise<LookupAddress[]>;

/** Every address of a name, through Node's own lookup or one in its shape. */
export function dnsLookup(lookup?: LookupFunction): DnsLookup {
  if (!lookup) return (host) => dns.lookup(host, { all: true });
  return (host) =>
    new Promise((resolve, reject) => {
      lookup(host, { all: true }, (error, found, family) => {
        if (error) reject(error);
        else resolve(typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found);
      });
    });
}

/** The rules on where connections may go: names, then every address found, then the address really connected to. */
export class Gate {
  readonly #allow: AllowList;
  readonly #lookup: DnsLookup;

  constructor(allow: AllowList, lookup: DnsLookup) {
    this.#allow = allow;
    this.#lookup = lookup;
  }

  /** What can be said before DNS. Throws `destination_blocked`. */
  check({ scheme, host, port }: Destination): void {
    if (this.#allow.names(host, port)) return;
    const usualPort = schemes[scheme]?.ports.includes(port) ?? false;
    if (!usualPort && !this.#allow.mayOpen(host, port)) throw blocked();
    if (isIP(host) === 0 ? isLocalName(host) : !this.#permits({ scheme, host, port }, host)) throw blocked();
  }

  /** The addresses of a destination, all of them permitted: one that is not refuses the destination. */
  async resolve(destination: Destination): Promise<LookupAddress[]> {
    this.check(destination);
    const family = isIP(destination.host);
    const found = family === 0 ? await this.#ask(destination.host) : [{ address: destination.host, family }];
    for (const { address } of found) this.admit(destination, address);
    return found;
  }

  /** Throws `destination_blocked` unless this address may serve the destination. */
  admit(destination: Destination, address: string): void {
    if (!this.#permits(destination, address)) throw blocked();
  }

  /** Whether the operator opened an address by name, range or itself; one of the public Internet may be open without. */
  isAllowed({ host, port }: Destination, address: string): boolean {
    return this.#allow.opens(host, address, port);
  }

  #permits(destination: Destination, address: string): boolean {
    if (isMetadata(address)) return false;
    if (this.isAllowed(destination, address)) return true;
    const { scheme, port } = destination;
    return (schemes[scheme]?.ports.includes(port) ?? false) && isPublic(address);
  }

  async #ask(host: string): Promise<LookupAddress[]> {
    try {
      const found = await this.#lookup(host);
      if (found.length > 0) return found;
    } catch (cause) {
      throw new EgressError('dns_failed', `The host name ${host} cannot be resolved.`, { cause });
    }
    throw new EgressError('dns_failed', `The host name ${host} has no address.`);
  }
}
