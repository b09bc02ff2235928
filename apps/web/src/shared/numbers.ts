/** Of the text around them, which is English. */
const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat('en', options);
const dollars = { style: 'currency', currency: 'USD' } as const;

const inDollars = number({ ...dollars, maximumFractionDigits: 0 });
const inCents = number(dollars);
const belowADollar = number({ ...dollars, minimumFractionDigits: 2, maximumFractionDigits: 3 });
const belowACent = number({ ...dollars, maximumSignificantDigits: 2 });
const inThousands = number({ notation: 'compact', maximumFractionDigits: 1 });
const inPercent = number({ style: 'percent', maximumFractionDigits: 1 });

const LEAST_USD = 0.000001;

/** "$12,346", "$3.40", "$0.034", "$0.0042": as many digits as say something, however little it is. */
export function money(usd: number): string {
  const size = Math.abs(usd);
  if (size >= 10_000) return inDollars.format(usd);
  if (size >= 1 || usd === 0) return inCents.format(usd);
  if (size >= 0.01) return belowADollar.format(usd);
  return size < LEAST_USD ? `<${belowACent.format(LEAST_USD)}` : belowACent.format(usd);
}

/** "870", "1.2k", "3.4M". */
export const compact = (count: number) => inThousands.format(count).replace('K', 'k');

/** "3.4%", of a share from 0 to 1. */
export const percent = (share: number) => inPercent.format(share);

/** "240 ms", "1.3 s". */
export const duration = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`);
