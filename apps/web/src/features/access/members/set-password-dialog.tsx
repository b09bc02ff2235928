import type { Member } from '@ims/api-client';
import { useForm } from '@mantine/form';
import { ifMatch } from '../../../shared/api.ts';
import { DialogButtons, FormDialog, SaveProblem } from '../../../shared/form-dialog.tsx';
import { useMe } from '../../../shared/me.ts';
import { toast } from '../../../shared/toast.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { useSaving } from '../../../shared/use-saving.ts';
import { validMember } from './member-form.ts';
import { useChangeMember } from './members.queries.ts';
import { PasswordField } from './password-field.tsx';

interface SetPasswordDialogProps {
  member: Member;
  onClose: () => void;
}

export function SetPasswordDialog({ member: { id, name, version }, onClose }: SetPasswordDialogProps) {
  const isMe = useMe().id === id;
  const form = useForm({ initialValues: { password: '' }, validate: { password: validMember.password } });
  const { save, busy, problem } = useSaving(useChangeMember(), form, ['password']);
  const submit = form.onSubmit((body) =>
    save({ path: { id }, body, headers: ifMatch(version) }, () => {
      toast.done(`${name} has a new password`);
      onClose();
    }),
  );
  return (
    <FormDialog title={`Set a password for ${name}`} size="sm" onSubmit={submit} onClose={onClose}>
      <UnsavedGuard unsaved={form.isDirty} />
      <SaveProblem problem={problem} />
      <div>
        {isMe ? 'This is you: you' : name} will be signed out everywhere and sign in with the new password. Hand it over
        on a way you trust; it is not shown again.
      </div>
      <PasswordField label="New password" data-autofocus {...form.getInputProps('password')} />
      <DialogButtons busy={busy} onCancel={onClose}>
        Set password
      </DialogButtons>
    </FormDialog>
  );
}
