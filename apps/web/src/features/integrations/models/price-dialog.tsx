import type { Model } from '@ims/api-client';
import { Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ifMatch } from '../../../shared/api.ts';
import { DialogButtons, DialogForm, SaveProblem } from '../../../shared/form-dialog.tsx';
import { useTimeZone } from '../../../shared/me.ts';
import { toast } from '../../../shared/toast.tsx';
import { useSaving } from '../../../shared/use-saving.ts';
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
  const form = useForm({ initialValues: { price: valuesOf(model.price) }, validate: { price: priceRules } });
  const { id: model_id, integration_id: id, name, version } = model;
  const { save, busy, problem } = useSaving(useChangeModel(), form, priceFields);
  const submit = form.onSubmit(({ price }) =>
    save({ path: { id, model_id }, body: { price: priceBody(price, zone) }, headers: ifMatch(version) }, () => {
      toast.done(`The price of ${name} is saved`);
      onClose();
    }),
  );
  return (
    <DialogForm onSubmit={submit}>
      <SaveProblem problem={problem} />
      <PriceFields state={form.values.price.state} field={(part) => form.getInputProps(`price.${part}`)} />
      <DialogButtons busy={busy} onCancel={onClose}>
        Save price
      </DialogButtons>
    </DialogForm>
  );
}
