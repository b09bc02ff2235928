import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { validMember } from './member-form.ts';
import { useAddMember } from './members.queries.ts';
import { PasswordField } from './password-field.tsx';
import { RoleField } from './role-field.tsx';
import type { Role } from './roles.ts';

const fields = ['email', 'name', 'role', 'password'] as const;

export function AddMemberDialog({ onClose }: { onClose: () => void }) {
  const add = useAddMember();
  const form = useForm({
    initialValues: { email: '', name: '', role: 'user' as Role, password: '' },
    validate: validMember,
  });
  const submit = form.onSubmit((body) =>
    add.mutate(
      { body },
      {
        onSuccess: ({ name }) => {
          toast.done(`${name} is a member now`);
          onClose();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, fields)),
      },
    ),
  );
  return (
    <Modal opened onClose={onClose} title="Add a person">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {add.error && hasFormProblem(add.error, fields) && <ProblemNotice problem={add.error} />}
          <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
          <RoleField {...form.getInputProps('role')} />
          <PasswordField label="First password" {...form.getInputProps('password')} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
