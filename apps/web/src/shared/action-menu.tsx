import type { TablerIcon } from '@tabler/icons-react';
import { lazyMenu, type MenuButton } from './lazy-menu.tsx';

export interface MenuAction {
  label: string;
  icon: TablerIcon;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Given, the action is one of a choice, and this tells whether it is the chosen one. */
  checked?: boolean;
}

export interface ActionMenuProps extends MenuButton {
  /** Groups of actions, with a line between them. */
  groups: readonly (readonly MenuAction[])[];
  /** Above the first group. */
  label?: string;
  position?: 'bottom-end' | 'bottom-start' | 'top-start';
  sameWidth?: boolean;
}

export const ActionMenu = lazyMenu<ActionMenuProps>(async () => (await import('./opened-menu.tsx')).OpenedMenu);
