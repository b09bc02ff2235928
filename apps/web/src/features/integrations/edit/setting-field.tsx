import { NumberInput, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { isEmpty } from './connector-conditions.ts';
import type { Setting } from './connector-form.ts';
import { Field } from './field.tsx';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.ts';
import { readMetadata, writeMetadata } from './metadata.ts';

interface SettingFieldProps extends Pick<FieldsProps, 'form' | 'needed'> {
  setting: Setting;
}

/** One of the provider's own settings, as its connector describes it. It is a view of the metadata as JSON. */
export function SettingField({ form, setting, needed }: SettingFieldProps) {
  const key = setting.pointer.split('/').at(-1) ?? '';
  const path = `provider_metadata.${key}`;
  const metadata = readMetadata(form.values.provider_metadata);
  const change = (value: unknown) => {
    const { [key]: _before, ...others } = metadata ?? {};
    const next = isEmpty(value) ? others : { ...metadata, [key]: value };
    form.clearFieldError(path);
    form.setFieldValue('provider_metadata', writeMetadata(next));
  };
  return (
    <Field pointer={setting.pointer} wide={isWide(setting)}>
      <SettingInput
        setting={setting}
        value={metadata?.[key]}
        onChange={change}
        common={{
          label: setting.label,
          description: setting.description,
          error: form.errors[path],
          // While the JSON cannot be read, a change here would lose what stands there.
          disabled: metadata === undefined,
          withAsterisk: needed.includes(setting.pointer),
        }}
      />
    </Field>
  );
}

const isWide = ({ input }: Setting) => input === 'multiline' || input === 'code' || input === 'list';

interface SettingInputProps {
  setting: Setting;
  value: unknown;
  onChange: (value: unknown) => void;
  common: { label: string; description?: string; error: React.ReactNode; disabled: boolean; withAsterisk: boolean };
}

const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

function SettingInput(props: SettingInputProps) {
  switch (props.setting.input) {
    case 'select':
      return <Choice {...props} />;
    case 'switch':
      return <OnOff {...props} />;
    case 'number':
      return <Amount {...props} />;
    case 'list':
      return <List {...props} />;
    default:
      return <Text {...props} />;
  }
}

function Text({ setting: { input, placeholder, schema }, value, onChange, common }: SettingInputProps) {
  const text = {
    ...common,
    ...plain,
    placeholder,
    value: isEmpty(value) ? '' : String(value),
    maxLength: schema.maxLength,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => onChange(currentTarget.value),
  };
  if (input === 'secret') return <PasswordInput {...text} autoComplete="new-password" />;
  if (input === 'text') return <TextInput {...text} />;
  return <Textarea {...text} classNames={{ input: classes.code }} autosize minRows={3} maxRows={10} />;
}

function Choice({ setting: { options, fallback }, value, onChange, common }: SettingInputProps) {
  const counting = value ?? fallback;
  return (
    <Select
      {...common}
      data={options.map((option) => ({ value: String(option.value), label: option.label }))}
      value={isEmpty(counting) ? null : String(counting)}
      onChange={(chosen) => onChange(options.find((option) => String(option.value) === chosen)?.value)}
      placeholder="Choose"
      clearable={isEmpty(fallback)}
    />
  );
}

function OnOff({ setting: { fallback }, value, onChange, common }: SettingInputProps) {
  const { withAsterisk: _, ...props } = common;
  return (
    <Switch
      {...props}
      checked={(value ?? fallback) === true}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}

const Amount = ({ setting: { placeholder, schema }, value, onChange, common }: SettingInputProps) => (
  <NumberInput
    {...common}
    placeholder={placeholder}
    value={typeof value === 'number' || typeof value === 'string' ? value : ''}
    onChange={onChange}
    min={schema.minimum}
    max={schema.maximum}
    allowDecimal={schema.type !== 'integer'}
    clampBehavior="none"
  />
);

const List = ({ setting: { placeholder }, value, onChange, common }: SettingInputProps) => (
  <TagsInput
    {...common}
    placeholder={isEmpty(value) ? placeholder : undefined}
    value={Array.isArray(value) ? value.map(String) : []}
    onChange={onChange}
    splitChars={[',', ';']}
    acceptValueOnBlur
  />
);
