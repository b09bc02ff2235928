import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTimeZone } from '../../../shared/me.ts';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { ModelFields } from './model-fields.tsx';
import { createBody, modelFields, modelRules, newModel } from './model-form.ts';
import { useCreateModel } from './models.queries.ts';
import { PriceFields } from './price-fields.tsx';
import { priceFields } from './price-form.ts';

const fields = [...modelFields, ...priceFields];

interface AddModelDialogProps {
  id: number;
  /** Already known of it. */
  name: string;
  onClose: () => void;
}

export function AddModelDialog({ id, name, onClose }: AddModelDialogProps) {
  const zone = useTimeZone();
  const { mutate, error, isPending } = useCreateModel();
  const form = useForm({ initialValues: newModel(name), validate: modelRules });
  const submit = form.onSubmit((values) =>
    mutate(
      { path: { id }, body: createBody(values, zone) },
      {
        onSuccess: (model) => {
          toast.done(`${model.name} is added`);
          onClose();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, fields)),
      },
    ),
  );
  return (
    <Modal opened onClose={onClose} title="Add a model">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {error && hasFormProblem(error, fields) && <ProblemNotice problem={error} />}
          <ModelFields form={form} />
          <PriceFields state={form.values.price.state} field={(part) => form.getInputProps(`price.${part}`)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              Add model
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
