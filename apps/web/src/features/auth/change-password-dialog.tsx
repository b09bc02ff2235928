import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { fieldErrors, hasFormProblem } from '../../shared/problem.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import { toast } from '../../shared/toast.tsx';
import { useChangePassword } from './auth.queries.ts';

const fields = ['current_password', 'new_password'] as const;

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const change = useChangePassword();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current_password: '', new_password: '' },
    validate: {
      current_password: (text) => (text === '' ? 'Enter your current password.' : null),
      new_password: (text) => (text.length < 8 ? 'Use at least 8 characters.' : null),
    },
  });
  const submit = form.onSubmit((body) =>
    change.mutate(
      { body },
      {
        onSuccess: () => {
          toast.done('Your password is changed. You are signed out everywhere else.');
          onClose();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, fields)),
      },
    ),
  );
  return (
    <Modal opened onClose={onClose} title="Change password" size="sm">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {change.error && hasFormProblem(change.error, fields) && <ProblemNotice problem={change.error} />}
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
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
