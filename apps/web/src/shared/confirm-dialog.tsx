import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiProblem } from './problem.ts';
import { ProblemNotice } from './problem-notice.tsx';

interface ConfirmDialogProps {
  title: string;
  /** What will happen, in a sentence or two. */
  children: ReactNode;
  /** The verb: "Remove Ada". */
  confirm: string;
  cancel?: string;
  danger?: boolean;
  /** Of what is done then. */
  call?: { error: ApiProblem | null; isPending: boolean };
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, cancel = 'Cancel', danger = false, call, onConfirm, onClose } = props;
  return (
    <Modal opened onClose={onClose} title={title} size="sm">
      <Stack gap="md">
        {call?.error && <ProblemNotice problem={call.error} />}
        <div>{children}</div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {cancel}
          </Button>
          <Button color={danger ? 'red' : undefined} loading={call?.isPending} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
