import type { ServiceAccount } from '@ims/api-client';
import { NativeSelect } from '@mantine/core';
import { useForm } from '@mantine/form';
import { DialogButtons, DialogForm, SaveProblem } from '../../../shared/form-dialog.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { useSaving } from '../../../shared/use-saving.ts';
import { KeyDialog } from './key-dialog.tsx';
import { endOf, lifetimeOptions, NO_END } from './lifetimes.ts';
import { useCreateServiceKey } from './service-accounts.queries.ts';

interface CreateKeyDialogProps {
  account: ServiceAccount;
  onClose: () => void;
}

/** Another key for an account, beside those it has. */
export function CreateKeyDialog({ account: { id, name, expires_at: end }, onClose }: CreateKeyDialogProps) {
  const create = useCreateServiceKey();
  const form = useForm({ initialValues: { expires_at: NO_END } });
  const { save, busy, problem } = useSaving(create, form, ['expires_at']);
  const submit = form.onSubmit(({ expires_at }) => save({ path: { id }, body: { expires_at: endOf(expires_at) } }));
  const { data } = create;
  return (
    <KeyDialog title={data ? `New key of ${name}` : `New key for ${name}`} made={data?.key} onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <UnsavedGuard unsaved={form.isDirty} />
        <SaveProblem problem={problem} />
        <div>
          The keys it has keep working. To replace one, give the program the new key first, and revoke the old one when
          it is no longer used.
        </div>
        <NativeSelect
          label="Lifetime"
          data={lifetimeOptions(end ? 'Until the account ends' : 'Never expires', end)}
          data-autofocus
          {...form.getInputProps('expires_at')}
        />
        <DialogButtons busy={busy} onCancel={onClose}>
          Make key
        </DialogButtons>
      </DialogForm>
    </KeyDialog>
  );
}
