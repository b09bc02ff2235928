import { NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { DialogButtons, DialogForm, SaveProblem } from '../../../shared/form-dialog.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { useSaving } from '../../../shared/use-saving.ts';
import { KeyDialog } from './key-dialog.tsx';
import { endOf, lifetimeOptions, NO_END } from './lifetimes.ts';
import type { ServiceScope } from './scopes.ts';
import { ScopesField } from './scopes-field.tsx';
import { useCreateServiceAccount } from './service-accounts.queries.ts';

const fields = ['name', 'scopes', 'expires_at'] as const;
const options = lifetimeOptions('Never expires');

/** A new service account, then its first key. */
export function CreateAccountDialog({ onClose }: { onClose: () => void }) {
  const create = useCreateServiceAccount();
  const form = useForm({
    initialValues: { name: '', scopes: [] as ServiceScope[], expires_at: NO_END },
    validate: {
      name: (name) => (name.trim() === '' ? 'Enter a name.' : null),
      scopes: (chosen) => (chosen.length === 0 ? 'Choose at least one.' : null),
    },
  });
  const { save, busy, problem } = useSaving(create, form, fields);
  const submit = form.onSubmit(({ expires_at, ...body }) => save({ body: { ...body, expires_at: endOf(expires_at) } }));
  const { data } = create;
  return (
    <KeyDialog title={data ? `Key of ${data.name}` : 'New service account'} made={data?.key} onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <UnsavedGuard unsaved={form.isDirty} />
        <SaveProblem problem={problem} />
        <TextInput
          label="Name"
          description="The program that will use it. The audit log calls it so."
          autoComplete="off"
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <ScopesField {...form.getInputProps('scopes')} />
        <NativeSelect
          label="Lifetime"
          description="At its end none of its keys opens anything."
          data={options}
          {...form.getInputProps('expires_at')}
        />
        <DialogButtons busy={busy} onCancel={onClose}>
          Create
        </DialogButtons>
      </DialogForm>
    </KeyDialog>
  );
}
