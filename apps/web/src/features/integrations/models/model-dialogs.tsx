import type { Model } from '@ims/api-client';
import { AddModelDialog } from './add-model-dialog.tsx';
import { ChangeModelDialog } from './change-model-dialog.tsx';
import { DiscoverDialog } from './discover-dialog.tsx';
import { PriceDialog } from './price-dialog.tsx';
import { RemoveModelDialog } from './remove-model-dialog.tsx';

export type OpenedModelDialog =
  | { kind: 'discover' }
  | { kind: 'add'; name: string }
  | { kind: 'change' | 'price' | 'remove'; id: number };

interface ModelDialogsProps {
  /** Of the integration. */
  id: number;
  models: readonly Model[];
  dialog: OpenedModelDialog;
  mayWrite: boolean;
  onClose: () => void;
}

/** The dialog that is open. */
export function ModelDialogs({ id, models, dialog, mayWrite, onClose }: ModelDialogsProps) {
  if (dialog.kind === 'discover') return <DiscoverDialog id={id} models={models} onClose={onClose} />;
  if (dialog.kind === 'add') return <AddModelDialog id={id} name={dialog.name} onClose={onClose} />;
  const model = models.find((one) => one.id === dialog.id);
  if (!model) return null;
  if (dialog.kind === 'change') return <ChangeModelDialog model={model} onClose={onClose} />;
  if (dialog.kind === 'remove') return <RemoveModelDialog model={model} onClose={onClose} />;
  return <PriceDialog model={model} mayWrite={mayWrite} onClose={onClose} />;
}
