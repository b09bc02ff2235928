import { staleVersion } from '../errors/common-errors.ts';

/** Throws 412 with the current version when the caller saw an older one; `seen` is undefined when it does not care. */
export function assertVersion(row: { version: number }, seen: number | undefined): void {
  if (seen === undefined || seen === row.version) return;
  throw staleVersion({
    detail: `You changed version ${seen}, but version ${row.version} is current. Read it again, then repeat your change.`,
    members: { current_version: row.version },
    headers: { ETag: `"${row.version}"` },
  });
}
