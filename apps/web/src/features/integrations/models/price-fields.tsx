import type { ModelPrice } from '@ims/api-client';
import { Radio, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { useTimeZone } from '../../../shared/me.ts';
import classes from './price-fields.module.css';
import type { parts } from './price-form.ts';

type Name = (typeof parts)[number] | 'state' | 'from';

interface PriceFieldsProps {
  state: ModelPrice['state'];
  /** What connects a field with its form. */
  field: (name: Name) => GetInputPropsReturnType;
}

const states = [
  { value: 'priced', label: 'Priced', description: 'Each token costs something.' },
  { value: 'free', label: 'Free', description: 'Costs nothing, and passes when a budget is spent.' },
  {
    value: 'unknown',
    label: 'Unknown',
    description: 'What calls cost is not counted, and hard budgets may refuse them.',
  },
] as const;

/** What a model costs from a time on. */
export function PriceFields({ state, field }: PriceFieldsProps) {
  const zone = useTimeZone();
  return (
    <>
      <Radio.Group label="Price" {...field('state')}>
        <div className={classes.states}>
          {states.map((choice) => (
            <Radio key={choice.value} {...choice} />
          ))}
        </div>
      </Radio.Group>
      {state === 'priced' && <Amounts field={field} />}
      <TextInput
        type="date"
        label="Valid from"
        description={`Now when empty; a day begins at midnight, ${zone}. Earlier prices stay for what was called before.`}
        {...field('from')}
      />
    </>
  );
}

const others = [
  ['cached_input', 'Cached input', 'input'],
  ['cache_write', 'Cache write', 'input'],
  ['audio_input', 'Audio input', 'input'],
  ['audio_output', 'Audio output', 'output'],
] as const;

function Amounts({ field }: Pick<PriceFieldsProps, 'field'>) {
  const dollars = { inputMode: 'decimal', autoComplete: 'off', leftSection: '$' } as const;
  return (
    <>
      <div className={classes.amounts}>
        <TextInput label="Input" description="For 1M tokens" {...dollars} {...field('input')} />
        <TextInput label="Output" description="For 1M tokens; 0 for embeddings" {...dollars} {...field('output')} />
      </div>
      <details className={classes.more}>
        <summary>Other kinds of tokens</summary>
        <div className={classes.amounts}>
          {others.map(([name, label, like]) => (
            <TextInput key={name} label={label} placeholder={`As ${like}`} {...dollars} {...field(name)} />
          ))}
        </div>
      </details>
    </>
  );
}
