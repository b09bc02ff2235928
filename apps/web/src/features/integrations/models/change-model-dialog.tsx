import type { Model } from '@ims/api-client';
import { ifMatch } from '../../../shared/api.ts';
import { DialogButtons, FormDialog, SaveProblem } from '../../../shared/form-dialog.tsx';
import { StaleNotice } from '../../../shared/stale-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { useFilledForm } from '../../../shared/use-filled-form.ts';
import { useSaving } from '../../../shared/use-saving.ts';
import { ModelFields } from './model-fields.tsx';
import { changeBody, modelFields, modelRules, modelValues } from './model-form.ts';
import { useChangeModel, useLatestModel } from './models.queries.ts';

interface ChangeModelDialogProps {
  model: Model;
  onClose: () => void;
}

export function ChangeModelDialog({ model, onClose }: ChangeModelDialogProps) {
  const latest = useLatestModel(model);
  const { form, filledFrom, fill } = useFilledForm(model, modelValues, modelRules);
  const { save, busy, problem, reset } = useSaving(useChangeModel(), form, modelFields);
  const saveOver = ({ integration_id: id, id: model_id, version }: Model) =>
    save({ path: { id, model_id }, body: changeBody(form.getValues()), headers: ifMatch(version) }, (saved) => {
      toast.done(`${saved.name} is saved`);
      onClose();
    });
  const takeTheirs = (theirs: Model) => {
    fill(theirs);
    reset();
  };
  const stale = (
    <StaleNotice what={model.name} busy={busy} latest={latest} onTakeTheirs={takeTheirs} onKeepMine={saveOver} />
  );
  return (
    <FormDialog title={`Change ${model.name}`} onSubmit={form.onSubmit(() => saveOver(filledFrom))} onClose={onClose}>
      <SaveProblem problem={problem} stale={stale} />
      <ModelFields form={form} />
      <DialogButtons disabled={!form.isDirty()} busy={busy} onCancel={onClose}>
        Save
      </DialogButtons>
    </FormDialog>
  );
}
