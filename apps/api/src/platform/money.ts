/** Billionths of a US dollar, always whole: prices of tokens have no smaller part, and nine million dollars still count exactly. */
export type Nanos = number & { readonly brand: 'nanos' };

const NANOS_PER_DOLLAR = 1_000_000_000;

/** Dollars as people and JSON write them, to the nearest billionth. */
export const fromDollars = (dollars: number) => Math.round(dollars * NANOS_PER_DOLLAR) as Nanos;

export const toDollars = (nanos: number) => nanos / NANOS_PER_DOLLAR;

export const noMoney = 0 as Nanos;
