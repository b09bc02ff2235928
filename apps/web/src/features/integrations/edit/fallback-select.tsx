import { Select } from '@mantine/core';
import { useConnected } from '../integrations.queries.ts';
import type { FieldsProps } from './fields.ts';

/** The integration used when this one fails: another AI provider of the tenant. */
export function FallbackSelect({ form, saved }: Pick<FieldsProps, 'form' | 'saved'>) {
  const others = useConnected('ai_provider').filter(({ id }) => id !== saved?.id);
  const { value, onChange, ...props } = form.getInputProps('fallback_integration_id');
  return (
    <Select
      {...props}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
      label="Fallback"
      description="Answers when this one fails."
      data={others.map(({ id, display_name, active }) => ({
        value: String(id),
        label: active ? display_name : `${display_name} (inactive)`,
      }))}
      placeholder={others.length > 0 ? 'None' : 'No other AI provider yet'}
      disabled={others.length === 0 && value === null}
      searchable={others.length > 8}
      clearable
    />
  );
}
