import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type IntegrationsPage, PAGE_SIZE } from '../integrations.queries.ts';
import { nextPage, pageOf, previousPage } from '../integrations.search.ts';
import { useGo, useIntegrationsSearch } from '../use-integrations-search.ts';
import classes from './list-pager.module.css';

/** Which part of the list this is; the way to the others when there are any. */
export function ListPager({ rows, total, next }: IntegrationsPage) {
  const search = useIntegrationsSearch();
  const go = useGo();
  const { index } = pageOf(search);
  const first = index * PAGE_SIZE + 1;
  if (index === 0 && !next) return null;
  return (
    <nav className={classes.pager} aria-label="Pages">
      <span>
        {first}–{first + rows.length - 1} of {total}
      </span>
      <ActionIcon disabled={index === 0} aria-label="Previous page" onClick={() => go(previousPage)}>
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon disabled={!next} aria-label="Next page" onClick={() => next && go((now) => nextPage(now, next))}>
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </nav>
  );
}
