import { Select, Switch, TextInput } from '@mantine/core';
import { integrationTypes, typeLabels } from '../../../shared/integration-types.ts';
import { Field } from './field.tsx';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.ts';
import { fieldsGivenUp } from './form-body.ts';
import { FieldPair, FormSection } from './form-section.tsx';
import { fieldLabels } from './form-values.ts';
import { ProviderError } from './provider-error.tsx';

const typeOptions = integrationTypes.map((value) => ({ value, label: typeLabels[value] }));

export function IdentityFields({ form, saved }: Pick<FieldsProps, 'form' | 'saved'>) {
  const { provider, type } = form.values;
  const givenUp = fieldsGivenUp(type, saved).map((field) => fieldLabels[field].toLowerCase());
  const providerProps = form.getInputProps('provider');
  return (
    <FormSection title="Integration" help="A tenant has one integration of each provider.">
      <FieldPair>
        <Field pointer="/provider">
          <TextInput
            {...providerProps}
            onBlur={() => provider && form.validateField('provider')}
            error={providerProps.error && <ProviderError message={providerProps.error} provider={provider} />}
            label="Provider"
            description="Services ask for it by this name."
            placeholder="wex_ai_gateway"
            classNames={{ input: classes.code }}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={50}
            required
            data-autofocus={!saved && !provider ? true : undefined}
          />
        </Field>
        <Field pointer="/type">
          <Select
            {...form.getInputProps('type')}
            label="Type"
            description={
              givenUp.length > 0 ? `Saving removes: ${givenUp.join(', ')}.` : 'Decides which fields there are.'
            }
            data={typeOptions}
            required
          />
        </Field>
      </FieldPair>
      <TextInput
        {...form.getInputProps('display_name')}
        label="Name"
        placeholder={provider || 'What people call it'}
        autoComplete="off"
        maxLength={100}
      />
      <Switch
        {...form.getInputProps('active', { type: 'checkbox' })}
        label="Active"
        description="Services can only use an active integration."
      />
    </FormSection>
  );
}
