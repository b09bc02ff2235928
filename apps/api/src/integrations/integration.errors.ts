import { errorKind } from '../platform/errors/coded-error.ts';

export const integrationExists = errorKind('integration_exists', {
  status: 409,
  title: 'The tenant has an integration of this provider',
});
export const integrationInUse = errorKind('integration_in_use', {
  status: 409,
  title: 'Other things use this integration',
});
