import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { DialogButtons, DialogForm, SaveProblem } from '../../../shared/form-dialog.tsx';
import { ifOnTop } from '../../../shared/if-on-top.ts';
import { StaleNotice } from '../../../shared/stale-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { useFilledForm } from '../../../shared/use-filled-form.ts';
import { useSaving } from '../../../shared/use-saving.ts';
import { type BudgetList, useLatestBudgets, useReplaceBudgets, useSubjects } from '../budgets.queries.ts';
import { BudgetFields } from './budget-fields.tsx';
import { bodyOf, faultsOf, fieldsOf, newBudget, valuesOf } from './budget-form.ts';
import classes from './budgets-dialog.module.css';

interface BudgetsDialogProps {
  list: BudgetList;
  onClose: () => void;
}

/** Changes the tenant's own budgets, all together. */
export function BudgetsDialog({ list, onClose }: BudgetsDialogProps) {
  const subjects = useSubjects();
  const latest = useLatestBudgets();
  const { form, filledFrom, fill } = useFilledForm(list, valuesOf, faultsOf);
  const { save, busy, problem, reset } = useSaving(useReplaceBudgets(), form, fieldsOf(form.values));
  const fullScreen = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const saveOver = ({ etag }: BudgetList) =>
    save({ budgets: bodyOf(form.getValues()), etag }, () => {
      toast.done('Budgets saved');
      onClose();
    });
  const takeTheirs = (theirs: BudgetList) => {
    fill(theirs);
    reset();
  };
  const stale = (
    <StaleNotice what="The budgets" busy={busy} latest={latest} onTakeTheirs={takeTheirs} onKeepMine={saveOver} />
  );
  return (
    <Modal
      opened
      onClose={ifOnTop(onClose)}
      title="Budgets"
      size={720}
      yOffset="6vh"
      fullScreen={fullScreen}
      radius={fullScreen ? 0 : undefined}
    >
      <DialogForm onSubmit={form.onSubmit(() => saveOver(filledFrom))}>
        <UnsavedGuard unsaved={form.isDirty} />
        <SaveProblem problem={problem} stale={stale} />
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
        <DialogButtons disabled={!form.isDirty()} busy={busy} className={classes.footer} onCancel={onClose}>
          Save
        </DialogButtons>
      </DialogForm>
    </Modal>
  );
}
