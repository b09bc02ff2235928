import { Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { TryField, TryValues } from './try-values.ts';

interface TryFieldsProps {
  fields: readonly TryField[];
  values: TryValues;
  errors: Record<string, string>;
  onChange: (values: TryValues) => void;
}

const SETTING = '/provider_metadata/';

/** The fields a connector is tried with. */
export function TryFields({ fields, values, errors, onChange }: TryFieldsProps) {
  return fields.map((field) => {
    const { pointer } = field;
    const setting = pointer.startsWith(SETTING) ? pointer.slice(SETTING.length) : undefined;
    const name = pointer.slice(1) as Exclude<keyof TryValues, 'settings'>;
    return (
      <Field
        key={pointer}
        field={field}
        value={setting === undefined ? values[name] : (values.settings[setting] ?? '')}
        error={errors[pointer.slice(1).replaceAll('/', '.')]}
        onChange={(value) =>
          onChange(
            setting === undefined
              ? { ...values, [name]: value }
              : { ...values, settings: { ...values.settings, [setting]: value } },
          )
        }
      />
    );
  });
}

interface FieldProps {
  field: TryField;
  value: string | boolean;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}

function Field({ field: { label, description, placeholder, kind, choices }, value, error, onChange }: FieldProps) {
  const shared = { label, description, error };
  if (kind === 'box') {
    return (
      <Checkbox
        {...shared}
        checked={value === true}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    );
  }
  const input = {
    ...shared,
    value: String(value),
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => onChange(currentTarget.value),
  };
  if (kind === 'choice') return <NativeSelect {...input} data={[{ value: '', label: 'None' }, ...(choices ?? [])]} />;
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false, placeholder };
  // Only for this test: neither the browser nor the server keeps it.
  if (kind === 'secret') return <PasswordInput {...input} {...plain} autoComplete="new-password" />;
  return <TextInput {...input} {...plain} inputMode={kind === 'number' ? 'decimal' : undefined} />;
}
