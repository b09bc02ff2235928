import type { TablerIcon } from '@tabler/icons-react';
import { cloneElement, lazy, type ReactElement, Suspense, useState } from 'react';

export interface MenuAction {
  label: string;
  icon: TablerIcon;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Given, the action is one of a choice, and this tells whether it is the chosen one. */
  checked?: boolean;
}

export interface ActionMenuProps {
  /** Groups of actions, with a line between them. */
  groups: readonly (readonly MenuAction[])[];
  /** Above the first group. */
  label?: string;
  position?: 'bottom-end' | 'bottom-start' | 'top-start';
  sameWidth?: boolean;
  /** The button that opens it. */
  children: ReactElement<ButtonProps>;
}

interface ButtonProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  'aria-haspopup'?: 'menu';
}

const load = () => import('./opened-menu.tsx');
const OpenedMenu = lazy(async () => ({ default: (await load()).OpenedMenu }));
const preload = () => void load();

/** A button with a menu. The code of menus is fetched when somebody reaches for one, and a closed one costs a button. */
export function ActionMenu(props: ActionMenuProps) {
  const [wanted, setWanted] = useState(false);
  const button = cloneElement(props.children, {
    onClick: () => setWanted(true),
    onPointerEnter: preload,
    onFocus: preload,
    'aria-haspopup': 'menu',
  });
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenedMenu {...props} />
    </Suspense>
  );
}
