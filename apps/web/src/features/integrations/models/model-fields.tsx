import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ModelValues } from './model-form.ts';
import classes from './price-fields.module.css';

const purposes = [
  { value: 'chat', label: 'Chat' },
  { value: 'embedding', label: 'Embeddings' },
];

/** What a model is, but for its price. */
export function ModelFields({ form }: { form: UseFormReturnType<ModelValues> }) {
  const plain = { autoComplete: 'off', spellCheck: false } as const;
  const whole = { ...plain, inputMode: 'numeric' } as const;
  return (
    <>
      <TextInput
        label="Name"
        description="As the provider knows it."
        maxLength={100}
        data-autofocus
        {...plain}
        {...form.getInputProps('name')}
      />
      <TextInput
        label="Aliases"
        description="Names that calls may use instead, with commas between them. They are unique in the tenant."
        placeholder="fast-chat"
        {...plain}
        {...form.getInputProps('aliases')}
      />
      <NativeSelect label="Purpose" data={purposes} {...form.getInputProps('purpose')} />
      <div className={classes.amounts}>
        <TextInput label="Context window" placeholder="128000" {...whole} {...form.getInputProps('context_window')} />
        <TextInput label="Longest answer" placeholder="16384" {...whole} {...form.getInputProps('max_output_tokens')} />
      </div>
      <TextInput
        label="Base model"
        description="What a custom-trained model was made from."
        {...plain}
        {...form.getInputProps('base_model')}
      />
      <Checkbox
        label="Default model"
        description="Calls that name only the integration get it."
        {...form.getInputProps('is_default', { type: 'checkbox' })}
      />
    </>
  );
}
