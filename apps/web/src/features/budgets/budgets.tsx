import { Button, Skeleton } from '@mantine/core';
import { IconPencil, IconPigMoney, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMay } from '../../shared/me.ts';
import { EmptyState, QueryState } from '../../shared/page-state.tsx';
import { Section } from '../../shared/section.tsx';
import { BudgetCard } from './budget-card.tsx';
import classes from './budgets.module.css';
import { useBudgets } from './budgets.queries.ts';

const BudgetsDialog = lazy(async () => ({ default: (await import('./edit/budgets-dialog.tsx')).BudgetsDialog }));

interface BudgetsProps {
  /** Whether the dialog that changes them is open. */
  editing: boolean;
  onEdit: () => void;
  onClose: () => void;
}

/** What may be spent on AI, and how much of it is. */
export function Budgets({ editing, onEdit, onClose }: BudgetsProps) {
  const mayWrite = useMay()('budgets:write');
  const query = useBudgets();
  const none = query.data?.budgets.length === 0;
  return (
    <Section
      title="Budgets"
      help="Hard ones refuse calls before they are passed, soft ones tell your notification channels."
      actions={
        mayWrite &&
        query.data &&
        !none && (
          <Button variant="default" leftSection={<IconPencil size={15} aria-hidden />} onClick={onEdit}>
            Edit budgets
          </Button>
        )
      }
    >
      <QueryState query={query} skeleton={<CardsSkeleton />}>
        {(list) => (
          <>
            {none ? (
              <NoBudgets onAdd={mayWrite ? onEdit : undefined} />
            ) : (
              <ul className={classes.cards}>
                {list.budgets.map((budget) => (
                  <BudgetCard key={budget.id} budget={budget} />
                ))}
              </ul>
            )}
            {editing && mayWrite && (
              <Suspense>
                <BudgetsDialog list={list} onClose={onClose} />
              </Suspense>
            )}
          </>
        )}
      </QueryState>
    </Section>
  );
}

function NoBudgets({ onAdd }: { onAdd: (() => void) | undefined }) {
  return (
    <EmptyState
      icon={IconPigMoney}
      title="Nothing limits what is spent"
      actions={
        onAdd && (
          <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
            Add a budget
          </Button>
        )
      }
    >
      A budget holds a day, a week or a month of calls under a limit: of all, or of one integration, model or service
      account.
    </EmptyState>
  );
}

const CardsSkeleton = () => (
  <div className={classes.cards} role="status" aria-label="Loading">
    <Skeleton height={260} />
    <Skeleton height={260} />
  </div>
);
