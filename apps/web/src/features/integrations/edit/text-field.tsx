import { Autocomplete, Textarea, TextInput } from '@mantine/core';
import { applies } from './connector-conditions.ts';
import { type Pointer, settingAt } from './connector-form.ts';
import { Field } from './field.tsx';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.ts';
import { fieldLabels, settingsTree, shows } from './form-values.ts';

interface TextFieldProps extends Omit<FieldsProps, 'saved'> {
  name: 'base_url' | 'username' | 'base_search' | 'model';
  /** Where the connector says nothing of it. */
  description?: string;
  maxLength: number;
  autoFocus?: boolean;
  /** What one may choose from; any other text is fine as well. */
  suggestions?: readonly string[];
}

const SHOWN_SUGGESTIONS = 100;

const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

/** A field that every integration of the type has, in the words of the connector; nothing where it does not apply. */
export function TextField({ form, connector, needed, name, description, suggestions, ...input }: TextFieldProps) {
  const pointer: Pointer = `/${name}`;
  const setting = settingAt(connector, pointer);
  if (!shows(form.values.type, name) || !applies(connector, pointer, settingsTree(form.values))) return null;
  const props = {
    ...form.getInputProps(name),
    // Nothing yet is not wrong yet.
    onBlur: () => form.values[name] && form.validateField(name),
    ...plain,
    label: setting?.label ?? fieldLabels[name],
    description: setting ? setting.description : description,
    placeholder: setting?.placeholder,
    withAsterisk: needed.includes(pointer) || name === 'base_url',
    classNames: { input: name === 'username' ? '' : classes.code },
    maxLength: input.maxLength,
  };
  if (suggestions)
    return (
      <Field pointer={pointer}>
        <Autocomplete {...props} data={[...suggestions]} limit={SHOWN_SUGGESTIONS} openOnFocus={false} />
      </Field>
    );
  return (
    <Field pointer={pointer}>
      {setting?.input === 'multiline' ? (
        // Room for a long line; the value itself has no line breaks.
        <Textarea
          {...props}
          onChange={({ currentTarget }) => form.setFieldValue(name, currentTarget.value.replaceAll(/\s*\n\s*/g, ' '))}
          autosize
          maxRows={6}
        />
      ) : (
        <TextInput
          {...props}
          inputMode={name === 'base_url' ? 'url' : undefined}
          data-autofocus={input.autoFocus || undefined}
        />
      )}
    </Field>
  );
}
