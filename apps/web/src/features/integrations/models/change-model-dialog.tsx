import type { Model } from '@ims/api-client';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { ifMatch } from '../../../shared/api.ts';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { StaleNotice } from '../../../shared/stale-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { ModelFields } from './model-fields.tsx';
import { changeBody, modelFields, modelRules, modelValues } from './model-form.ts';
import { useChangeModel, useLatestModel } from './models.queries.ts';

interface ChangeModelDialogProps {
  model: Model;
  onClose: () => void;
}

export function ChangeModelDialog({ model, onClose }: ChangeModelDialogProps) {
  const change = useChangeModel();
  const latest = useLatestModel(model);
  // Not the list's current version: that one may be newer than what this form was filled from.
  const [version, setVersion] = useState(model.version);
  const form = useForm({ initialValues: modelValues(model), validate: modelRules });
  const isStale = change.error?.status === 412;

  const save = (seen = version) =>
    change.mutate(
      {
        path: { id: model.integration_id, model_id: model.id },
        body: changeBody(form.getValues()),
        headers: ifMatch(seen),
      },
      {
        onSuccess: (saved) => {
          toast.done(`${saved.name} is saved`);
          onClose();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, modelFields)),
      },
    );
  const takeTheirs = async () => {
    const theirs = await latest();
    if (!theirs) return onClose();
    form.setInitialValues(modelValues(theirs));
    form.setValues(modelValues(theirs));
    setVersion(theirs.version);
    change.reset();
  };
  const keepMine = async () => save((await latest())?.version);

  return (
    <Modal opened onClose={onClose} title={`Change ${model.name}`}>
      <form onSubmit={form.onSubmit(() => save())} noValidate>
        <Stack gap="md">
          {isStale && (
            <StaleNotice what={model.name} busy={change.isPending} onTakeTheirs={takeTheirs} onKeepMine={keepMine} />
          )}
          {change.error && !isStale && hasFormProblem(change.error, modelFields) && (
            <ProblemNotice problem={change.error} />
          )}
          <ModelFields form={form} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!form.isDirty()} loading={change.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
