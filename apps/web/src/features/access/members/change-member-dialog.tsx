import type { Member } from '@ims/api-client';
import { TextInput } from '@mantine/core';
import { ifMatch } from '../../../shared/api.ts';
import { DialogButtons, FormDialog, SaveProblem } from '../../../shared/form-dialog.tsx';
import { useMe } from '../../../shared/me.ts';
import { Notice } from '../../../shared/problem-notice.tsx';
import { StaleNotice } from '../../../shared/stale-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { useFilledForm } from '../../../shared/use-filled-form.ts';
import { useSaving } from '../../../shared/use-saving.ts';
import { validMember } from './member-form.ts';
import { useChangeMember, useLatestMember } from './members.queries.ts';
import { RoleField } from './role-field.tsx';

const fields = ['email', 'name', 'role'] as const;
const valuesOf = ({ email, name, role }: Member) => ({ email, name, role });

interface ChangeMemberDialogProps {
  member: Member;
  onClose: () => void;
}

export function ChangeMemberDialog({ member, onClose }: ChangeMemberDialogProps) {
  const latest = useLatestMember(member.id);
  const isMe = useMe().id === member.id;
  const { email, name } = validMember;
  const { form, filledFrom, fill } = useFilledForm(member, valuesOf, { email, name });
  const { save, busy, problem, reset } = useSaving(useChangeMember(), form, fields);
  const saveOver = ({ id, version }: Member) =>
    save({ path: { id }, body: form.getValues(), headers: ifMatch(version) }, (saved) => {
      toast.done(`${saved.name} is saved`);
      onClose();
    });
  const takeTheirs = (theirs: Member) => {
    fill(theirs);
    reset();
  };
  const stale = (
    <StaleNotice what={member.name} busy={busy} latest={latest} onTakeTheirs={takeTheirs} onKeepMine={saveOver} />
  );
  return (
    <FormDialog title={`Change ${member.name}`} onSubmit={form.onSubmit(() => saveOver(filledFrom))} onClose={onClose}>
      <UnsavedGuard unsaved={form.isDirty} />
      <SaveProblem problem={problem} stale={stale} />
      <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
      <RoleField {...form.getInputProps('role')} />
      {form.isDirty('role') && (
        <Notice>
          {isMe
            ? 'This is you: a new role ends your session, and you sign in again with it.'
            : `A new role ends the sessions of ${member.name}, who then signs in again with it.`}
        </Notice>
      )}
      <DialogButtons disabled={!form.isDirty()} busy={busy} onCancel={onClose}>
        Save
      </DialogButtons>
    </FormDialog>
  );
}
