import type { Model } from '@ims/api-client';
import { ifMatch } from '../../../shared/api.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { toast } from '../../../shared/toast.tsx';
import { useRemoveModel } from './models.queries.ts';

interface RemoveModelDialogProps {
  model: Model;
  onClose: () => void;
}

export function RemoveModelDialog({ model, onClose }: RemoveModelDialogProps) {
  const remove = useRemoveModel();
  const { id: model_id, integration_id: id, name, version, is_default } = model;
  const confirmed = () =>
    remove.mutate(
      { path: { id, model_id }, headers: ifMatch(version) },
      {
        onSuccess: () => {
          toast.done(`${name} is removed`);
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      danger
      title={`Remove ${name}?`}
      confirm="Remove"
      call={remove}
      onConfirm={confirmed}
      onClose={onClose}
    >
      Its aliases and prices go with it; what calls cost so far stays.
      {is_default && ' It remains the default of the integration until you choose another, at an unknown price.'}
    </ConfirmDialog>
  );
}
