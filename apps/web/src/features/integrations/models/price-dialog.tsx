import type { Model } from '@ims/api-client';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ifMatch } from '../../../shared/api.ts';
import { useTimeZone } from '../../../shared/me.ts';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { useChangeModel } from './models.queries.ts';
import { PriceFields } from './price-fields.tsx';
import { priceBody, priceFields, priceRules, valuesOf } from './price-form.ts';
import { PriceHistory } from './price-history.tsx';

interface PriceDialogProps {
  model: Model;
  mayWrite: boolean;
  onClose: () => void;
}

/** What a model costs, cost and will cost; somebody who may write enters the next price. */
export function PriceDialog({ model, mayWrite, onClose }: PriceDialogProps) {
  return (
    <Modal opened onClose={onClose} title={`Price of ${model.name}`}>
      <Stack gap="md">
        {mayWrite && <PriceForm model={model} onClose={onClose} />}
        <PriceHistory model={model} />
      </Stack>
    </Modal>
  );
}

function PriceForm({ model, onClose }: Omit<PriceDialogProps, 'mayWrite'>) {
  const zone = useTimeZone();
  const { mutate, error, isPending } = useChangeModel();
  const form = useForm({ initialValues: { price: valuesOf(model.price) }, validate: { price: priceRules } });
  const { id: model_id, integration_id: id, name, version } = model;
  const save = form.onSubmit(({ price }) =>
    mutate(
      { path: { id, model_id }, body: { price: priceBody(price, zone) }, headers: ifMatch(version) },
      {
        onSuccess: () => {
          toast.done(`The price of ${name} is saved`);
          onClose();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, priceFields)),
      },
    ),
  );
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        {error && hasFormProblem(error, priceFields) && <ProblemNotice problem={error} />}
        <PriceFields state={form.values.price.state} field={(part) => form.getInputProps(`price.${part}`)} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            Save price
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
