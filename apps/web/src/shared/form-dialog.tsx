import { Button, Group, Modal, type ModalProps, Stack } from '@mantine/core';
import type { ComponentProps, ReactNode } from 'react';
import { ifOnTop } from './if-on-top.ts';
import type { ApiProblem } from './problem.ts';
import { ProblemNotice } from './problem-notice.tsx';

type FormDialogProps = DialogFormProps & Pick<ModalProps, 'title' | 'size' | 'onClose'>;

/** A form in a dialog of its own: what could not be saved, the fields, `DialogButtons`. */
export function FormDialog({ title, size, onClose, ...form }: FormDialogProps) {
  return (
    <Modal opened onClose={ifOnTop(onClose)} title={title} size={size}>
      <DialogForm {...form} />
    </Modal>
  );
}

type DialogFormProps = Pick<ComponentProps<'form'>, 'onSubmit' | 'children'>;

/** The same for a dialog that holds more. */
export function DialogForm({ onSubmit, children }: DialogFormProps) {
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">{children}</Stack>
    </form>
  );
}

interface SaveProblemProps {
  problem: ApiProblem | null;
  /** Instead of the problem when somebody else saved first: the way forward. */
  stale?: ReactNode;
}

/** Why a form is not saved, above its fields. */
export function SaveProblem({ problem, stale }: SaveProblemProps) {
  if (!problem) return null;
  return stale && problem.status === 412 ? stale : <ProblemNotice problem={problem} />;
}

interface DialogButtonsProps {
  /** There is nothing to save yet. */
  disabled?: boolean;
  busy: boolean;
  className?: string;
  onCancel: () => void;
  /** The verb: "Add". */
  children: ReactNode;
}

/** The end of a form. */
export function DialogButtons({ disabled, busy, className, onCancel, children }: DialogButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs" className={className}>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" disabled={disabled} loading={busy}>
        {children}
      </Button>
    </Group>
  );
}
