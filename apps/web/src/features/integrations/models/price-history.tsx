import type { DatedModelPrice, Model } from '@ims/api-client';
import table from '../../../shared/data-table.module.css';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import classes from './price-history.module.css';
import { priceWords } from './price-words.ts';

/** Every price of a model, newest first, and which of them holds now. */
export function PriceHistory({ model: { prices, price, purpose } }: { model: Model }) {
  if (prices.length === 0) return <p className={classes.none}>No price was entered yet.</p>;
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${classes.history}`}>
        <caption className={classes.caption}>History</caption>
        <thead>
          <tr>
            <th scope="col">Valid from</th>
            <th scope="col">Price</th>
            <th scope="col" className={table.wide}>
              Entered by
            </th>
          </tr>
        </thead>
        <tbody>
          {prices.map((one) => (
            <tr key={one.id}>
              <td>
                <RelativeTime at={one.effective_from} />
              </td>
              <td>
                {priceWords(one, purpose)} <Place price={one} now={price.effective_from} />
              </td>
              <td className={table.wide}>{one.created_by ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Place({ price: { effective_from }, now }: { price: DatedModelPrice; now: string | null }) {
  if (effective_from === now) return <StatusBadge tone="ok">Now</StatusBadge>;
  if (now === null || Date.parse(effective_from) > Date.parse(now)) return <StatusBadge tone="info">Later</StatusBadge>;
  return null;
}
