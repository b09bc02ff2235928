import { errorKind } from '../platform/errors/coded-error.ts';

export const connectorExists = errorKind('connector_exists', {
  status: 409,
  title: 'There is a connector of this name',
});
export const connectorInUse = errorKind('connector_in_use', { status: 409, title: 'Integrations use this connector' });
