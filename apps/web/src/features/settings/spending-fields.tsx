import { NumberInput, Radio, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import classes from './settings-form.module.css';
import type { SettingsValues } from './settings-values.ts';
import { timeZoneOptions } from './time-zones.ts';

const policies = [
  {
    value: 'refuse',
    label: 'Refuse them',
    description: 'Until an admin enters a price for the model. Nothing is spent that no budget knows of.',
  },
  {
    value: 'charge',
    label: 'Charge a default price',
    description: 'Budgets count these calls at the prices below; reports say that the real ones are not known.',
  },
];

interface SpendingFieldsProps {
  form: UseFormReturnType<SettingsValues>;
  /** The stored time zone, which the browser may know under another name. */
  storedZone: string;
  readOnly: boolean;
}

/** When budgets begin, and what they do about calls nobody knows the price of. */
export function SpendingFields({ form, storedZone, readOnly }: SpendingFieldsProps) {
  return (
    <>
      <section className={classes.section}>
        <h2>Time zone</h2>
        <Select
          label="Time zone"
          description="Days, weeks and months of budgets and reports begin at midnight there."
          placeholder="Type a city"
          data={timeZoneOptions(storedZone)}
          searchable
          limit={80}
          allowDeselect={false}
          nothingFoundMessage="No time zone of this name"
          readOnly={readOnly}
          {...form.getInputProps('time_zone')}
        />
      </section>
      <section className={classes.section}>
        <h2>Models without a price</h2>
        <Radio.Group
          label="Calls under a budget that refuses"
          description="When a model has no price, nobody can tell what a call of it costs."
          readOnly={readOnly}
          {...form.getInputProps('unknown_price.policy')}
        >
          <div className={classes.choices}>
            {policies.map(({ value, label, description }) => (
              <Radio key={value} value={value} label={label} description={description} disabled={readOnly} />
            ))}
          </div>
        </Radio.Group>
        {form.values.unknown_price.policy === 'charge' && (
          <div className={classes.prices}>
            <PriceInput label="Input" readOnly={readOnly} {...form.getInputProps('unknown_price.input')} />
            <PriceInput label="Output" readOnly={readOnly} {...form.getInputProps('unknown_price.output')} />
          </div>
        )}
      </section>
    </>
  );
}

function PriceInput({ label, ...props }: { label: string; readOnly: boolean }) {
  return (
    <NumberInput
      label={label}
      description="US dollars for a million tokens"
      prefix="$"
      min={0}
      max={100_000}
      decimalScale={6}
      hideControls
      {...props}
    />
  );
}
