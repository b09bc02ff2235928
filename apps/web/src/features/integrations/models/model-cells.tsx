import type { Model } from '@ims/api-client';
import { IconAlertTriangle, IconStarFilled } from '@tabler/icons-react';
import { CodeList } from '../../../shared/code-list.tsx';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import classes from './model-cells.module.css';
import { priceWords, upcomingPrice } from './price-words.ts';

/** What a model is called, and what to look at. */
export function ModelName({ model: { name, aliases, base_model, is_default, active, warnings } }: { model: Model }) {
  return (
    <>
      <span className={classes.name}>
        <code>{name}</code>
        {is_default && (
          <span className={classes.default} title="Calls that name only the integration get this model">
            <IconStarFilled size={12} aria-hidden /> Default
          </span>
        )}
        {!active && <StatusBadge tone="idle">Inactive</StatusBadge>}
      </span>
      {base_model && <span className={classes.base}>Made from {base_model}</span>}
      {aliases.length > 0 && <CodeList label={`Aliases of ${name}`} codes={aliases} />}
      {warnings.length > 0 && (
        <ul className={classes.warnings} aria-label={`Warnings about ${name}`}>
          {warnings.map(({ message }) => (
            <li key={message}>
              <IconAlertTriangle size={13} aria-hidden />
              <span>{message}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What it costs now; opens what it cost before and will cost. */
export function ModelPrice({ model, onOpen }: { model: Model; onOpen: () => void }) {
  const { name, price, purpose } = model;
  const words = priceWords(price, purpose);
  const next = upcomingPrice(model);
  return (
    <>
      <button type="button" className={classes.price} aria-label={`Price of ${name}: ${words}`} onClick={onOpen}>
        {price.state === 'priced' && <data value={price.input ?? 0}>{words}</data>}
        {price.state === 'free' && <StatusBadge tone="ok">{words}</StatusBadge>}
        {price.state === 'unknown' && <StatusBadge tone="unknown">{words}</StatusBadge>}
      </button>
      {next && (
        <span className={classes.next}>
          <RelativeTime at={next.effective_from} />: {priceWords(next, purpose)}
        </span>
      )}
    </>
  );
}
