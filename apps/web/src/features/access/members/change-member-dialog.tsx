import type { Member } from '@ims/api-client';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { ifMatch } from '../../../shared/api.ts';
import { useMe } from '../../../shared/me.ts';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { Notice, ProblemNotice } from '../../../shared/problem-notice.tsx';
import { StaleNotice } from '../../../shared/stale-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
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
  const change = useChangeMember();
  const latest = useLatestMember(member.id);
  // Not the list's current version: that one may be newer than what this form was filled from.
  const [version, setVersion] = useState(member.version);
  const isMe = useMe().id === member.id;
  const { email, name } = validMember;
  const form = useForm({ initialValues: valuesOf(member), validate: { email, name } });
  const isStale = change.error?.status === 412;

  const save = (seen = version) =>
    change.mutate(
      { path: { id: member.id }, body: form.getValues(), headers: ifMatch(seen) },
      {
        onSuccess: (saved) => {
          toast.done(`${saved.name} is saved`);
          onClose();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, fields)),
      },
    );
  const takeTheirs = async () => {
    const theirs = await latest();
    if (!theirs) return;
    form.setInitialValues(valuesOf(theirs));
    form.setValues(valuesOf(theirs));
    setVersion(theirs.version);
    change.reset();
  };
  const keepMine = async () => save((await latest())?.version);

  return (
    <Modal opened onClose={onClose} title={`Change ${member.name}`}>
      <form onSubmit={form.onSubmit(() => save())} noValidate>
        <Stack gap="md">
          {isStale && (
            <StaleNotice what={member.name} busy={change.isPending} onTakeTheirs={takeTheirs} onKeepMine={keepMine} />
          )}
          {change.error && !isStale && hasFormProblem(change.error, fields) && <ProblemNotice problem={change.error} />}
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
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!form.isDirty()} loading={change.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
