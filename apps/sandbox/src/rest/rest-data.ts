export interface Row {
  id: string;
  status: string;
  updated_at: string;
  [field: string]: unknown;
}

const start = Date.parse('2026-01-05T08:00:00Z');
const hour = 60 * 60 * 1000;
const pick = <T>(values: readonly [T, ...T[]], index: number): T => values[index % values.length] ?? values[0];
const at = (index: number) => new Date(start + index * 5 * hour).toISOString();
const rows = (count: number, make: (index: number) => Row) => Array.from({ length: count }, (_, index) => make(index));

/** The same rows on every start, oldest change first. */
export const collections = {
  orders: rows(137, (index) => ({
    id: `ord_${1001 + index}`,
    title: `Order ${1001 + index}`,
    customer_id: `cus_${1 + ((index * 7) % 60)}`,
    amount: { value: 1990 + ((index * 731) % 48_000), currency: pick(['EUR', 'USD', 'GBP'], index) },
    status: pick(['open', 'paid', 'shipped', 'cancelled', 'paid'], index),
    updated_at: at(index),
  })),
  customers: rows(60, (index) => ({
    id: `cus_${1 + index}`,
    name: `${pick(['Ada', 'Ben', 'Chiara', 'Dev', 'Elif', 'Femi'], index)} ${pick(['Moore', 'Okafor', 'Rossi', 'Sato', 'Weber'], index * 3)}`,
    email: `customer${1 + index}@example.com`,
    status: pick(['active', 'active', 'dormant'], index),
    updated_at: at(index * 2),
  })),
  events: rows(230, (index) => ({
    id: `evt_${String(index + 1).padStart(5, '0')}`,
    type: pick(['order.created', 'order.paid', 'order.shipped', 'customer.updated'], index),
    subject: `ord_${1001 + (index % 137)}`,
    status: 'recorded',
    updated_at: at(index),
  })),
  products: rows(84, (index) => ({
    id: `prd_${101 + index}`,
    name: `${pick(['Blue', 'Compact', 'Folding', 'Quiet', 'Solar'], index)} ${pick(['lamp', 'desk', 'heater', 'chair'], index * 3)}`,
    price: { value: 990 + ((index * 337) % 90_000), currency: 'EUR' },
    status: pick(['listed', 'listed', 'retired'], index),
    updated_at: at(index * 3),
  })),
};
