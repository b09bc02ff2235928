import { cloneElement, type FunctionComponent, lazy, type ReactElement, Suspense, useState } from 'react';

interface ButtonProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  autoFocus?: boolean;
  'aria-haspopup'?: 'menu';
}

export interface MenuButton {
  /** The button that opens it. */
  children: ReactElement<ButtonProps>;
}

/** A button with a menu. The code of the menu is fetched when somebody reaches for it, and a closed one costs a button. */
export function lazyMenu<Props extends MenuButton>(load: () => Promise<FunctionComponent<Props>>) {
  const Opened = lazy(async () => ({ default: await load() }));
  const preload = () => void load();
  return function LazyMenu(props: Props) {
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
        <Opened {...props} />
      </Suspense>
    );
  };
}
