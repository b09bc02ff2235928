import { type UseFormInput, useForm } from '@mantine/form';
import { useState } from 'react';

/** A form that changes something stored. */
export function useFilledForm<Stored, Values extends object>(
  current: Stored,
  valuesOf: (stored: Stored) => Values,
  validate: UseFormInput<Values>['validate'],
) {
  // Not what is current: that may be newer, and saving over it has to be asked for.
  const [filledFrom, setFilledFrom] = useState(current);
  const form = useForm<Values>({ initialValues: valuesOf(current), validate });
  const fill = (stored: Stored) => {
    form.setInitialValues(valuesOf(stored));
    form.setValues(valuesOf(stored));
    setFilledFrom(stored);
  };
  return { form, filledFrom, fill };
}
