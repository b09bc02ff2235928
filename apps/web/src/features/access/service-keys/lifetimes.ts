const DAY_MS = 86_400_000;

/** For how long a key is made. */
const lifetimes = {
  '30': '30 days',
  '90': '90 days',
  '365': 'A year',
} as const;

/** Where nothing is chosen. */
export const NO_END = '';

/** The lifetimes that end no later than `latest`. */
export function lifetimeOptions(noEnd: string, latest: string | null = null) {
  const fits = (days: string) => latest === null || Date.parse(endOf(days) ?? '') <= Date.parse(latest);
  return [
    { value: NO_END, label: noEnd },
    ...Object.entries(lifetimes)
      .filter(([days]) => fits(days))
      .map(([value, label]) => ({ value, label })),
  ];
}

/** The time at which a lifetime that begins now ends; null for none. */
export const endOf = (days: string): string | null =>
  days === NO_END ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
