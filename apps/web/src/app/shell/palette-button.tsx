import { ActionIcon, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import classes from './palette-button.module.css';

const CommandPalette = lazy(async () => ({ default: (await import('../command-palette.tsx')).CommandPalette }));
const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** The command palette, its code fetched when it is first opened. */
export function usePalette() {
  const [opened, { open, close }] = useDisclosure(false);
  useHotkeys([['mod+K', open]], []);
  const element = opened && (
    <Suspense>
      <CommandPalette onClosed={close} />
    </Suspense>
  );
  return { open, element };
}

export function PaletteButton({ compact = false, onClick }: { compact?: boolean; onClick: () => void }) {
  if (compact) {
    return (
      <ActionIcon onClick={onClick} aria-label="Search and commands">
        <IconSearch size={16} />
      </ActionIcon>
    );
  }
  return (
    <UnstyledButton className={classes.button} onClick={onClick}>
      <IconSearch size={15} stroke={1.75} aria-hidden />
      <span>Search</span>
      <kbd aria-hidden>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
    </UnstyledButton>
  );
}
