import type { Member } from '@ims/api-client';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ifMatch } from '../../../shared/api.ts';
import { useMe } from '../../../shared/me.ts';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { validMember } from './member-form.ts';
import { useChangeMember } from './members.queries.ts';
import { PasswordField } from './password-field.tsx';

interface SetPasswordDialogProps {
  member: Member;
  onClose: () => void;
}

export function SetPasswordDialog({ member: { id, name, version }, onClose }: SetPasswordDialogProps) {
  const change = useChangeMember();
  const isMe = useMe().id === id;
  const form = useForm({ initialValues: { password: '' }, validate: { password: validMember.password } });
  const submit = form.onSubmit((body) =>
    change.mutate(
      { path: { id }, body, headers: ifMatch(version) },
      {
        onSuccess: () => {
          toast.done(`${name} has a new password`);
          onClose();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, ['password'])),
      },
    ),
  );
  return (
    <Modal opened onClose={onClose} title={`Set a password for ${name}`} size="sm">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {change.error && hasFormProblem(change.error, ['password']) && <ProblemNotice problem={change.error} />}
          <div>
            {isMe ? 'This is you: you' : name} will be signed out everywhere and sign in with the new password. Hand it
            over on a way you trust; it is not shown again.
          </div>
          <PasswordField label="New password" data-autofocus {...form.getInputProps('password')} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Set password
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
