import { ConnectorFault } from '@ims/connector-sdk';
import { type CodedError, errorKind } from '../platform/errors/coded-error.ts';

export const inactive = errorKind('integration_inactive', { status: 409, title: 'The integration is not active' });
export const noSecret = errorKind('no_secret', { status: 424, title: 'The integration has no secret' });
export const notADataSource = errorKind('not_a_data_source', { status: 409, title: 'This integration has no records' });
export const schemaOutdated = errorKind('schema_outdated', {
  status: 409,
  title: 'The connector has changed; look through the settings and save them',
});
const upstreamFailed = errorKind('upstream_failed', {
  status: 502,
  title: 'The external system did not do its part',
  level: 'debug',
});

/** What a connector threw while it worked: a problem that names the class of the fault, never more of the answer. */
export function connectionFailed(error: unknown): unknown {
  if (!(error instanceof ConnectorFault)) return error;
  const { errorClass, message, remedy, upstream, retryAt } = error;
  return problemOfFault({ errorClass, message, remedy, upstream, retryAt, cause: error });
}

type Fault = Pick<ConnectorFault, 'errorClass' | 'message' | 'remedy' | 'upstream' | 'retryAt'> & { cause: unknown };

function problemOfFault({ errorClass, message, remedy, upstream, retryAt, cause }: Fault): CodedError {
  const seconds = retryAt && Math.max(1, Math.ceil((retryAt.getTime() - Date.now()) / 1000));
  return upstreamFailed({
    code: errorClass,
    detail: `${message} ${remedy}`,
    members: { error_class: errorClass, remedy, upstream: upstream ?? null },
    ...(seconds ? { headers: { 'Retry-After': String(seconds) } } : {}),
    cause,
  });
}
