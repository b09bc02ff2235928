import { useForm } from '@mantine/form';
import { DialogButtons, FormDialog, SaveProblem } from '../../../shared/form-dialog.tsx';
import { useTimeZone } from '../../../shared/me.ts';
import { toast } from '../../../shared/toast.tsx';
import { useSaving } from '../../../shared/use-saving.ts';
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
  const form = useForm({ initialValues: newModel(name), validate: modelRules });
  const { save, busy, problem } = useSaving(useCreateModel(), form, fields);
  const submit = form.onSubmit((values) =>
    save({ path: { id }, body: createBody(values, zone) }, (model) => {
      toast.done(`${model.name} is added`);
      onClose();
    }),
  );
  return (
    <FormDialog title="Add a model" onSubmit={submit} onClose={onClose}>
      <SaveProblem problem={problem} />
      <ModelFields form={form} />
      <PriceFields state={form.values.price.state} field={(part) => form.getInputProps(`price.${part}`)} />
      <DialogButtons busy={busy} onCancel={onClose}>
        Add model
      </DialogButtons>
    </FormDialog>
  );
}
