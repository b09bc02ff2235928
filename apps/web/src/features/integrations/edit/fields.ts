import type { Integration } from '@ims/api-client';
import type { UseFormReturnType } from '@mantine/form';
import type { IntegrationValues } from './form-values.ts';

/** What every part of the form is given. */
export interface FieldsProps {
  form: UseFormReturnType<IntegrationValues>;
  /** What the server has; absent while it is being created. */
  saved: Integration | undefined;
}
