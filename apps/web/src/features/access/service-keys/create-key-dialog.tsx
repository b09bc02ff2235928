import type { ServiceAccount } from '@ims/api-client';
import { Button, Group, NativeSelect, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { endOf, lifetimeOptions, NO_END } from './lifetimes.ts';
import { useCreateServiceKey } from './service-accounts.queries.ts';

const fields = ['expires_at'] as const;

interface CreateKeyDialogProps {
  account: ServiceAccount;
  onClose: () => void;
}

/** Another key for an account, beside those it has. */
export function CreateKeyDialog({ account: { id, name, expires_at: end }, onClose }: CreateKeyDialogProps) {
  const create = useCreateServiceKey();
  const form = useForm({ initialValues: { expires_at: NO_END } });
  const submit = form.onSubmit(({ expires_at }) =>
    create.mutate(
      { path: { id }, body: { expires_at: endOf(expires_at) } },
      { onError: (problem) => form.setErrors(fieldErrors(problem, fields)) },
    ),
  );
  const { data, error, isPending } = create;
  return (
    <KeyDialog title={data ? `New key of ${name}` : `New key for ${name}`} made={data?.key} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {error && hasFormProblem(error, fields) && <ProblemNotice problem={error} />}
          <div>
            The keys it has keep working. To replace one, give the program the new key first, and revoke the old one
            when it is no longer used.
          </div>
          <NativeSelect
            label="Lifetime"
            data={lifetimeOptions(end ? 'Until the account ends' : 'Never expires', end)}
            data-autofocus
            {...form.getInputProps('expires_at')}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              Make key
            </Button>
          </Group>
        </Stack>
      </form>
    </KeyDialog>
  );
}
