import { JsonField } from '../../../shared/write-json/json-field.tsx';
import { FallbackSelect } from './fallback-select.tsx';
import { Field } from './field.tsx';
import type { FieldsProps } from './fields.ts';
import { FieldPair, FormSection } from './form-section.tsx';
import { fieldLabels } from './form-values.ts';
import { jsonExample, jsonRulesFor } from './json-keys.ts';
import { TextField } from './text-field.tsx';

interface ModelFieldsProps extends FieldsProps {
  /** Models the system named in a test. */
  offered: readonly string[];
}

/** What only AI providers have. */
export function ModelFields({ offered, ...fields }: ModelFieldsProps) {
  return (
    <>
      <FormSection title="Model and fallback" help="What answers, how, and what answers instead.">
        <FieldPair>
          <TextField {...fields} name="model" maxLength={100} suggestions={offered} />
          <Field pointer="/fallback_integration_id">
            <FallbackSelect {...fields} />
          </Field>
        </FieldPair>
        <JsonText {...fields} name="model_config" description="Default parameters of model calls." />
      </FormSection>
      <FormSection title="Cost" help="In US dollars. Other keys are kept as they are.">
        <JsonText
          {...fields}
          name="cost_config"
          description="Monthly budget, price of a token, and the share of the budget that alerts."
        />
      </FormSection>
    </>
  );
}

interface JsonTextProps extends FieldsProps {
  name: 'model_config' | 'cost_config';
  description: string;
}

const JsonText = ({ form, connector, name, description }: JsonTextProps) => (
  <Field pointer={`/${name}`}>
    <JsonField
      rules={jsonRulesFor(name, connector)}
      example={jsonExample(name, connector)}
      label={fieldLabels[name]}
      description={description}
      value={form.values[name]}
      onChange={(text) => form.setFieldValue(name, text)}
      error={form.errors[name]}
    />
  </Field>
);
