import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { ifOnTop } from '../../../shared/if-on-top.ts';
import { NewKey } from './new-key.tsx';

interface KeyDialogProps {
  title: string;
  /** The key that was made; until then the form in `children` is shown. */
  made: string | undefined;
  children: ReactNode;
  onClose: () => void;
}

/** A form that makes a key, and then the key. That one is not closed by a slip of the hand. */
export function KeyDialog({ title, made, children, onClose }: KeyDialogProps) {
  return (
    <Modal
      opened
      onClose={ifOnTop(onClose)}
      title={title}
      withCloseButton={!made}
      closeOnClickOutside={!made}
      closeOnEscape={!made}
    >
      {made ? <NewKey value={made} onDone={onClose} /> : children}
    </Modal>
  );
}
