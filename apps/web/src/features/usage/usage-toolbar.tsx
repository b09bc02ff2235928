import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { DayField } from '../../shared/day-field.tsx';
import { useTimeZone } from '../../shared/me.ts';
import { dayOf } from '../../shared/zoned-days.ts';
import type { Filters } from './filters.ts';
import { groupingWords } from './grouping-words.ts';
import { someDays } from './span.ts';
import { type Grouping, groupings, type Range, ranges } from './usage.search.ts';
import { UsageFilters } from './usage-filters.tsx';
import classes from './usage-toolbar.module.css';
import { useUsageSearch } from './use-usage-search.ts';

const rangeWords: Record<Range, string> = {
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  '90d': '90 d',
  custom: 'Custom',
};

/** The period, the grouping and the filters; all live in the address. */
export function UsageToolbar() {
  const { search, asked, go } = useUsageSearch();
  const what = useFocusOnFilter(asked.filters);
  const zone = useTimeZone();
  const { range = '24h', from, to } = search;
  const showRange = (next: Range) =>
    go({
      range: next === '24h' ? undefined : next,
      ...(next === 'custom' ? someDays(zone, new Date()) : { from: undefined, to: undefined }),
    });
  const today = dayOf(new Date(), zone);
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Period"
        value={range}
        onChange={(value) => showRange(value as Range)}
        data={ranges.map((value) => ({ value, label: rangeWords[value] }))}
      />
      {range === 'custom' && (
        <div className={classes.days}>
          <DayField label="From" value={from} max={to ?? today} onChange={(day) => go({ from: day })} />
          <DayField label="To" value={to} min={from} max={today} onChange={(day) => go({ to: day })} />
        </div>
      )}
      <section className={classes.what} aria-label="What of it is shown" tabIndex={-1} ref={what}>
        <NativeSelect
          size="xs"
          className={classes.by}
          aria-label="Group by"
          value={asked.by}
          onChange={({ currentTarget: { value } }) =>
            go({ by: value === 'integration' ? undefined : (value as Grouping) })
          }
          data={groupings.map((value) => ({ value, label: `By ${groupingWords[value].toLowerCase()}` }))}
        />
        <UsageFilters />
      </section>
    </>
  );
}

/** The row or the chip that was pressed is gone when the page is filtered: the keyboard goes on at the filters. */
function useFocusOnFilter(filters: Filters) {
  const what = useRef<HTMLElement>(null);
  const now = JSON.stringify(filters);
  const before = useRef(now);
  useEffect(() => {
    if (before.current === now) return;
    before.current = now;
    what.current?.focus({ preventScroll: true });
  }, [now]);
  return what;
}
