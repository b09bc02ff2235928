import { type ErrorClass, errorClasses, type Field } from './error-class.ts';

export interface FaultDetails {
  /** Replaces the general sentence of the class. */
  message?: string;
  remedy?: string;
  field?: Field;
  /** What the system answered. */
  upstream?: Upstream;
  /** When it makes sense to try again. */
  retry_at?: Date;
  cause?: unknown;
}

export interface Upstream {
  status: number;
  /** The id under which the system can find the request in its own logs. */
  request_id: string | null;
}

/** A connection that does not work, and why. Its message is for people and holds nothing secret. */
export class ConnectorFault extends Error {
  readonly errorClass: ErrorClass;
  readonly remedy: string;
  readonly field: Field | undefined;
  readonly upstream: Upstream | undefined;
  readonly retryAt: Date | undefined;

  constructor(errorClass: ErrorClass, details: FaultDetails = {}) {
    const general: { message: string; remedy: string; field?: Field } = errorClasses[errorClass];
    super(details.message ?? general.message, { cause: details.cause });
    this.name = 'ConnectorFault';
    this.errorClass = errorClass;
    this.remedy = details.remedy ?? general.remedy;
    this.field = details.field ?? general.field;
    this.upstream = details.upstream;
    this.retryAt = details.retry_at;
  }
}
