import { IconLock } from '@tabler/icons-react';
import { useMe } from '../../shared/me.ts';
import { EmptyState } from '../../shared/page-state.tsx';

export function NoAccess() {
  const { role } = useMe();
  return (
    <EmptyState icon={IconLock} title="Your role may not open this page">
      <p>You are signed in as {role}. An admin of your tenant can change that under Access.</p>
    </EmptyState>
  );
}
