import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { StaleNotice } from '../../../shared/stale-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { type BudgetList, useLatestBudgets, useReplaceBudgets, useSubjects } from '../budgets.queries.ts';
import { BudgetFields } from './budget-fields.tsx';
import { bodyOf, faultsOf, fieldsOf, newBudget, valuesOf } from './budget-form.ts';
import classes from './budgets-dialog.module.css';

interface BudgetsDialogProps {
  list: BudgetList;
  onClose: () => void;
  onSaved: () => void;
}

/** Changes the tenant's own budgets, all together. */
export function BudgetsDialog({ list, onClose, onSaved }: BudgetsDialogProps) {
  // Not the current version: that one may be newer than what this form was filled from.
  const [etag, setEtag] = useState(list.etag);
  const subjects = useSubjects();
  const replace = useReplaceBudgets();
  const latest = useLatestBudgets();
  const form = useForm({ initialValues: valuesOf(list.budgets), validate: faultsOf });
  const fullScreen = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const { error, isPending } = replace;
  const isStale = error?.status === 412;
  const fields = fieldsOf(form.values);

  const save = (seen = etag) =>
    replace.mutate(
      { budgets: bodyOf(form.getValues()), etag: seen },
      {
        onSuccess: () => {
          toast.done('Budgets saved');
          onSaved();
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, fieldsOf(form.getValues()))),
      },
    );
  const takeTheirs = async () => {
    const theirs = await latest();
    form.setInitialValues(valuesOf(theirs.budgets));
    form.setValues(valuesOf(theirs.budgets));
    setEtag(theirs.etag);
    replace.reset();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title="Budgets"
      size={720}
      yOffset="6vh"
      fullScreen={fullScreen}
      radius={fullScreen ? 0 : undefined}
    >
      <UnsavedGuard unsaved={form.isDirty()} />
      <form onSubmit={form.onSubmit(() => save())} noValidate>
        <Stack gap="md">
          {isStale && (
            <StaleNotice
              what="The budgets"
              busy={isPending}
              onTakeTheirs={takeTheirs}
              onKeepMine={async () => save((await latest()).etag)}
            />
          )}
          {error && !isStale && hasFormProblem(error, fields) && <ProblemNotice problem={error} />}
          {form.values.budgets.map(({ key }, index) => (
            <BudgetFields
              key={key}
              form={form}
              index={index}
              subjects={subjects}
              onRemove={() => form.removeListItem('budgets', index)}
            />
          ))}
          {form.values.budgets.length === 0 && (
            <p className={classes.none}>None. Saved so, only the budgets in the settings of integrations hold.</p>
          )}
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => form.insertListItem('budgets', newBudget())}
            >
              Add a budget
            </Button>
          </div>
          <Group justify="flex-end" gap="xs" className={classes.footer}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!form.isDirty()} loading={isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
