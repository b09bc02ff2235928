const DAY_MS = 86_400_000;
/** Days before a secret expires at which people are told. */
const WARN_DAYS = [1, 7, 14, 30];

export interface KnownExpiry {
  secret_expires_at: Date | null;
  secret_expiry_told: number | null;
}

/**
 * What is known after a check that found `found`, and the days before the expiry to warn of now, if any: each mark is told
 * once, and of several that passed unseen only the nearest. A secret that lasts a day longer than before is a new one.
 */
export function expiryAfter(
  known: KnownExpiry,
  found: Date | null,
  now: Date,
): KnownExpiry & { warnOf: number | null } {
  const expires = found ?? known.secret_expires_at;
  if (!expires) return { secret_expires_at: null, secret_expiry_told: null, warnOf: null };
  const isRenewed = !known.secret_expires_at || expires.getTime() - known.secret_expires_at.getTime() > DAY_MS;
  const told = isRenewed ? null : known.secret_expiry_told;
  const days = (expires.getTime() - now.getTime()) / DAY_MS;
  const due = WARN_DAYS.find((mark) => days <= mark) ?? null;
  const warnOf = due !== null && (told === null || due < told) ? due : null;
  return { secret_expires_at: expires, secret_expiry_told: warnOf ?? told, warnOf };
}
