import { PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { DialogButtons, FormDialog, SaveProblem } from '../../shared/form-dialog.tsx';
import { toast } from '../../shared/toast.tsx';
import { useSaving } from '../../shared/use-saving.ts';
import { useChangePassword } from './auth.queries.ts';

const fields = ['current_password', 'new_password'] as const;

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current_password: '', new_password: '' },
    validate: {
      current_password: (text) => (text === '' ? 'Enter your current password.' : null),
      new_password: (text) => (text.length < 8 ? 'Use at least 8 characters.' : null),
    },
  });
  const { save, busy, problem } = useSaving(useChangePassword(), form, fields);
  const submit = form.onSubmit((body) =>
    save({ body }, () => {
      toast.done('Your password is changed. You are signed out everywhere else.');
      onClose();
    }),
  );
  return (
    <FormDialog title="Change password" size="sm" onSubmit={submit} onClose={onClose}>
      <SaveProblem problem={problem} />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        data-autofocus
        key={form.key('current_password')}
        {...form.getInputProps('current_password')}
      />
      <PasswordInput
        label="New password"
        description="At least 8 characters. Longer is better; any characters will do."
        autoComplete="new-password"
        key={form.key('new_password')}
        {...form.getInputProps('new_password')}
      />
      <DialogButtons busy={busy} onCancel={onClose}>
        Change password
      </DialogButtons>
    </FormDialog>
  );
}
