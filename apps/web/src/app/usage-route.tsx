import { getRouteApi } from '@tanstack/react-router';
import { Budgets } from '../features/budgets/budgets.tsx';
import { UsagePage } from '../features/usage/usage-page.tsx';
import { useMay } from '../shared/me.ts';

const route = getRouteApi('/signed-in/usage');

/** What AI is used for and costs, and what it may. */
export function UsageRoute() {
  const mayBudgets = useMay()('budgets:read');
  const { budgets } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (dialog: 'edit' | undefined) =>
    void navigate({ search: (now) => ({ ...now, budgets: dialog }), resetScroll: false });
  return (
    <UsagePage
      budgets={
        mayBudgets && (
          <Budgets editing={budgets === 'edit'} onEdit={() => show('edit')} onClose={() => show(undefined)} />
        )
      }
    />
  );
}
