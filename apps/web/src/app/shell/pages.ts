import {
  IconChartBar,
  IconHistory,
  IconPlug,
  IconPuzzle,
  IconSettings,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { type Permission, useMay } from '../../shared/me.ts';

interface AppPage {
  to: '/integrations' | '/usage' | '/connectors' | '/audit' | '/access' | '/settings';
  label: string;
  icon: TablerIcon;
  permission: Permission;
}

const pages: readonly AppPage[] = [
  { to: '/integrations', label: 'Integrations', icon: IconPlug, permission: 'integrations:read' },
  { to: '/usage', label: 'Usage', icon: IconChartBar, permission: 'usage:read' },
  { to: '/connectors', label: 'Connectors', icon: IconPuzzle, permission: 'integrations:read' },
  { to: '/audit', label: 'Audit log', icon: IconHistory, permission: 'audit:read' },
  { to: '/access', label: 'Access', icon: IconUsers, permission: 'members:read' },
  { to: '/settings', label: 'Settings', icon: IconSettings, permission: 'tenant:read' },
];

/** The pages the signed-in person may open, in the order of the navigation. */
export function usePages(): readonly AppPage[] {
  const may = useMay();
  return pages.filter(({ permission }) => may(permission));
}
