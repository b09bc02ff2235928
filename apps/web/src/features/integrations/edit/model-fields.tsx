import { TextInput } from '@mantine/core';
import { hintsFor } from '../provider-catalogue.ts';
import { JsonField } from '../write-json/json-field.tsx';
import { FallbackSelect } from './fallback-select.tsx';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.ts';
import { FieldPair, FormSection } from './form-section.tsx';

/** What only AI providers have. */
export function ModelFields({ form, saved }: FieldsProps) {
  const { provider, type } = form.values;
  const json = (name: 'model_config' | 'provider_metadata' | 'cost_config') => ({
    name,
    provider,
    value: form.values[name],
    onChange: (text: string) => form.setFieldValue(name, text),
    error: form.errors[name],
  });
  return (
    <>
      <FormSection title="Model and fallback" help="What answers, how, and what answers instead.">
        <FieldPair>
          <TextInput
            {...form.getInputProps('model')}
            label="Model"
            placeholder={hintsFor(provider, type).model}
            classNames={{ input: classes.code }}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
          />
          <FallbackSelect form={form} saved={saved} />
        </FieldPair>
        <JsonField
          {...json('model_config')}
          label="Model configuration"
          description="Default parameters of model calls."
        />
        <JsonField {...json('provider_metadata')} label="Provider metadata" description="Settings of the provider." />
      </FormSection>
      <FormSection title="Cost" help="In US dollars. Other keys are kept as they are.">
        <JsonField
          {...json('cost_config')}
          label="Cost configuration"
          description="Monthly budget, price of a token, and the share of the budget that alerts."
        />
      </FormSection>
    </>
  );
}
