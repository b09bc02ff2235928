import type { Budget } from '@ims/api-client';
import { ActionIcon, Checkbox, Input, NumberInput, SegmentedControl, TagsInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import type { useSubjects } from '../budgets.queries.ts';
import { type BudgetsValues, MOST_WINDOWS, tidyThresholds } from './budget-form.ts';
import classes from './budgets-dialog.module.css';
import { SubjectFields } from './subject-fields.tsx';

export interface BudgetFieldsProps {
  form: UseFormReturnType<BudgetsValues>;
  /** Which of the budgets. */
  index: number;
  subjects: ReturnType<typeof useSubjects>;
}

const periods: { value: Budget['period']; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
];

const windowNames = { day: 'days', week: 'weeks', month: 'months' } as const;

/** One budget of the list. */
export function BudgetFields({ form, index, subjects, onRemove }: BudgetFieldsProps & { onRemove: () => void }) {
  const at = (field: string) => form.getInputProps(`budgets.${index}.${field}`);
  const { onChange: setThresholds, ...thresholds } = at('thresholds');
  const period = at('period');
  const hard = at('hard');
  return (
    <fieldset className={classes.budget}>
      <legend>Budget {index + 1}</legend>
      <ActionIcon className={classes.remove} aria-label={`Remove budget ${index + 1}`} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
      <SubjectFields form={form} index={index} subjects={subjects} />
      <div className={classes.row}>
        <Input.Wrapper label="For each" error={period.error} labelElement="div">
          <SegmentedControl
            fullWidth
            aria-label="For each"
            data={periods}
            value={period.value}
            onChange={period.onChange}
          />
        </Input.Wrapper>
        <NumberInput
          label="Limit"
          prefix="$"
          min={0}
          decimalScale={6}
          thousandSeparator=","
          hideControls
          {...at('limit_usd')}
        />
        <Input.Wrapper label="When it is reached" labelElement="div">
          <SegmentedControl
            fullWidth
            aria-label="When it is reached"
            data={[
              { value: 'hard', label: 'Refuse calls' },
              { value: 'soft', label: 'Only tell' },
            ]}
            value={hard.value ? 'hard' : 'soft'}
            onChange={(value) => hard.onChange(value === 'hard')}
          />
        </Input.Wrapper>
      </div>
      <TagsInput
        label="Tell people at"
        description="Shares of the limit. Each is told once in a period, on the notification integrations."
        placeholder="80%"
        data={['50%', '75%', '80%', '90%', '100%']}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        {...thresholds}
        onChange={(texts) => setThresholds(tidyThresholds(texts))}
      />
      <Override form={form} index={index} />
    </fieldset>
  );
}

function Override({ form, index }: Pick<BudgetFieldsProps, 'form' | 'index'>) {
  const budget = form.values.budgets[index];
  if (!budget) return null;
  const at = (field: string) => form.getInputProps(`budgets.${index}.override.${field}`);
  return (
    <>
      <Checkbox
        label="Another limit for a while"
        {...form.getInputProps(`budgets.${index}.override.on`, { type: 'checkbox' })}
      />
      {budget.override.on && (
        <div className={classes.row}>
          <NumberInput
            label="Limit meanwhile"
            prefix="$"
            min={0}
            decimalScale={6}
            thousandSeparator=","
            hideControls
            {...at('limit_usd')}
          />
          <NumberInput
            label={`For how many ${windowNames[budget.period]}, this one included`}
            min={1}
            max={MOST_WINDOWS}
            allowDecimal={false}
            clampBehavior="strict"
            {...at('windows')}
          />
        </div>
      )}
    </>
  );
}
