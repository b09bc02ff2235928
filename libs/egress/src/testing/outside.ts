import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { onTestFinished } from 'vitest';
import { parseAllowList } from '../allow-list.ts';
import { type ClientOptions, Egress, type EgressClient, type EgressOptions } from '../egress.ts';
import { EgressError } from '../errors.ts';

/** Answers for names; a function decides anew at every question. */
export type Names = Record<string, string[] | (() => string[])>;

/** DNS that knows these names and no others, and notes what it was asked. */
export function namesLookup(names: Names): LookupFunction & { asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (host, _options, done) => {
    asked.push(host);
    const known = names[host];
    const found = typeof known === 'function' ? known() : known;
    if (!found) done(Object.assign(new Error(`no such name: ${host}`), { code: 'ENOTFOUND' }), []);
    else
      done(
        null,
        found.map((address): LookupAddress => ({ address, family: isIP(address) })),
      );
  };
  return Object.assign(lookup, { asked });
}

/** An egress that knows `service.test` and `other.test` on the loopback as allowed, and ends with its test. */
export function outside({
  names,
  allow,
  ...options
}: Omit<EgressOptions, 'allow'> & { names?: Names; allow?: string } = {}): Egress {
  const egress = new Egress({
    allow: parseAllowList(allow ?? 'service.test, other.test'),
    lookup: namesLookup({ 'service.test': ['127.0.0.1'], 'other.test': ['127.0.0.1'], ...names }),
    ...options,
  });
  onTestFinished(() => egress.close());
  return egress;
}

export function client(options: Parameters<typeof outside>[0] & { client?: ClientOptions } = {}): EgressClient {
  const { client: own, ...rest } = options;
  return outside(rest).open(own);
}

/** The error a promise ends with. Fails when it does not, or with another kind. */
export async function egressError(promise: Promise<unknown>): Promise<EgressError> {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome.status === 'fulfilled') throw new Error('It succeeded.');
  if (outcome.reason instanceof EgressError) return outcome.reason;
  throw outcome.reason;
}
