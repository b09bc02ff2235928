import { TextInput } from '@mantine/core';
import { hintsFor } from '../provider-catalogue.ts';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.ts';
import { FormSection } from './form-section.tsx';
import { shows } from './form-values.ts';
import { SecretField } from './secret-field.tsx';

export function ConnectionFields({ form, saved }: FieldsProps) {
  const { provider, type } = form.values;
  const hints = hintsFor(provider, type);
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;
  return (
    <FormSection title="Connection" help="Where it is, and who the platform is there.">
      <TextInput
        {...form.getInputProps('base_url')}
        {...plain}
        label="Base URL"
        description={hints.baseUrl.description}
        placeholder={hints.baseUrl.placeholder}
        classNames={{ input: classes.code }}
        inputMode="url"
        maxLength={2048}
        required
        data-autofocus={!saved && provider ? true : undefined}
      />
      <TextInput
        {...form.getInputProps('username')}
        {...plain}
        label={hints.username.label}
        description={hints.username.description}
        placeholder={hints.username.placeholder}
        maxLength={255}
      />
      <SecretField form={form} saved={saved} hint={hints.secret} />
      {shows(type, 'base_search') && (
        <TextInput
          {...form.getInputProps('base_search')}
          {...plain}
          label={hints.baseSearch?.label ?? 'Base search'}
          description={hints.baseSearch?.description ?? 'A filter, for a provider that has something to search.'}
          placeholder={hints.baseSearch?.placeholder}
          classNames={{ input: classes.code }}
          maxLength={4000}
        />
      )}
    </FormSection>
  );
}
