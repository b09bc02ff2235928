import type { Connector, Integration } from '@ims/api-client';
import type { UseFormReturnType } from '@mantine/form';
import type { Pointer } from './connector-form.ts';
import type { IntegrationValues } from './form-values.ts';

/** What every part of the form is given. */
export interface FieldsProps {
  form: UseFormReturnType<IntegrationValues>;
  /** What the server has; absent while it is being created. */
  saved: Integration | undefined;
  /** What serves the provider as it stands in the form. */
  connector: Connector;
  /** What that connector needs as the form stands; all but provider, type and address may follow later. */
  needed: readonly Pointer[];
}
