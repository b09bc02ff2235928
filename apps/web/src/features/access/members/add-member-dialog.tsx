import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { DialogButtons, FormDialog, SaveProblem } from '../../../shared/form-dialog.tsx';
import { toast } from '../../../shared/toast.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { useSaving } from '../../../shared/use-saving.ts';
import { validMember } from './member-form.ts';
import { useAddMember } from './members.queries.ts';
import { PasswordField } from './password-field.tsx';
import { RoleField } from './role-field.tsx';
import type { Role } from './roles.ts';

const fields = ['email', 'name', 'role', 'password'] as const;

export function AddMemberDialog({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { email: '', name: '', role: 'user' as Role, password: '' },
    validate: validMember,
  });
  const { save, busy, problem } = useSaving(useAddMember(), form, fields);
  const submit = form.onSubmit((body) =>
    save({ body }, ({ name }) => {
      toast.done(`${name} is a member now`);
      onClose();
    }),
  );
  return (
    <FormDialog title="Add a person" onSubmit={submit} onClose={onClose}>
      <UnsavedGuard unsaved={form.isDirty} />
      <SaveProblem problem={problem} />
      <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
      <RoleField {...form.getInputProps('role')} />
      <PasswordField label="First password" {...form.getInputProps('password')} />
      <DialogButtons busy={busy} onCancel={onClose}>
        Add
      </DialogButtons>
    </FormDialog>
  );
}
