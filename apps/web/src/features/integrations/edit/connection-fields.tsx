import { TextInput } from '@mantine/core';
import { loginSettings } from './connector-form.ts';
import { Field } from './field.tsx';
import type { FieldsProps } from './fields.ts';
import { FieldPair, FormSection } from './form-section.tsx';
import { MetadataFields } from './metadata-fields.tsx';
import { SecretField } from './secret-field.tsx';
import { TextField } from './text-field.tsx';

export function ConnectionFields({ saved, ...fields }: FieldsProps) {
  const { form, connector } = fields;
  return (
    <FormSection title="Connection" help="Where it is, and who the platform is there.">
      <TextField {...fields} name="base_url" maxLength={2048} autoFocus={!saved && form.values.provider !== ''} />
      <MetadataFields {...fields} settings={loginSettings(connector)} />
      <TextField
        {...fields}
        name="username"
        description={`Optional; ${connector.display_name} does not log in with one.`}
        maxLength={255}
      />
      <FieldPair kind="secret">
        <SecretField {...fields} saved={saved} />
        {form.values.secret.intent !== 'clear' && (
          <Field pointer="/secret_expires_at">
            <TextInput
              {...form.getInputProps('secret_expires_at')}
              type="date"
              label="Expires on"
              description="You are warned in time."
            />
          </Field>
        )}
      </FieldPair>
      <TextField
        {...fields}
        name="base_search"
        description="A filter, for a provider that has something to search."
        maxLength={4000}
      />
    </FormSection>
  );
}
