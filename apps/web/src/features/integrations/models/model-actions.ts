import type { ChangeModelBody, Model } from '@ims/api-client';
import { ifMatch } from '../../../shared/api.ts';
import { toast } from '../../../shared/toast.tsx';
import { useChangeModel } from './models.queries.ts';

/** What somebody who may write can do with a model. */
export interface ModelActions {
  edit: (model: Model) => void;
  remove: (model: Model) => void;
  makeDefault: (model: Model) => void;
  activate: (model: Model, active: boolean) => void;
}

/** The actions that need no dialog. */
export function useModelChanges(): Pick<ModelActions, 'makeDefault' | 'activate'> {
  const { mutate } = useChangeModel();
  const change = ({ id: model_id, integration_id: id, version }: Model, body: ChangeModelBody, done: string) =>
    mutate(
      { path: { id, model_id }, body, headers: ifMatch(version) },
      {
        onSuccess: () => toast.done(done),
        onError: (problem) => toast.problem(problem),
      },
    );
  return {
    makeDefault: (model) => change(model, { is_default: true }, `${model.name} is the default now`),
    activate: (model, active) => change(model, { active }, `${model.name} is ${active ? 'active' : 'inactive'} now`),
  };
}
