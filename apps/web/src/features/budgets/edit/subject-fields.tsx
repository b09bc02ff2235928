import type { Budget } from '@ims/api-client';
import { Autocomplete, NativeSelect, Select } from '@mantine/core';
import type { BudgetFieldsProps } from './budget-fields.tsx';
import classes from './budgets-dialog.module.css';

const subjectWords: Record<Budget['subject'], string> = {
  tenant: 'All AI',
  integration: 'An integration',
  model: 'A model',
  service_account: 'A service account',
};

/** What the budget is for. */
export function SubjectFields({ form, index, subjects }: BudgetFieldsProps) {
  const at = (field: string) => form.getInputProps(`budgets.${index}.${field}`);
  const subject = form.values.budgets[index]?.subject;
  return (
    <div className={classes.row}>
      <NativeSelect
        label="For"
        data={Object.entries(subjectWords).map(([value, label]) => ({ value, label }))}
        {...at('subject')}
      />
      {subject === 'integration' && (
        <Select
          label="Integration"
          data={subjects.integrations}
          placeholder="Choose"
          searchable={subjects.integrations.length > 8}
          {...at('integration_id')}
        />
      )}
      {subject === 'model' && (
        <>
          <Autocomplete
            label="Model"
            data={subjects.models}
            placeholder="gpt-4o-mini"
            maxLength={200}
            {...at('model')}
          />
          <Select
            label="Called through"
            data={subjects.integrations}
            placeholder="Any integration"
            searchable={subjects.integrations.length > 8}
            clearable
            {...at('integration_id')}
          />
        </>
      )}
      {subject === 'service_account' && (
        <Select
          label="Service account"
          data={subjects.accounts}
          placeholder="Choose"
          searchable={subjects.accounts.length > 8}
          {...at('service_account_id')}
        />
      )}
    </div>
  );
}
