import type { Finding } from './connector.ts';
import { ConnectorFault, type Upstream } from './connector-fault.ts';
import { OutOfTime } from './deadline.ts';
import type { ErrorClass, Field } from './error-class.ts';
import { faultOfEgress } from './general-faults.ts';
import { faultShape, findingShape } from './stage.ts';

/** What is known of a failure, whoever threw it. */
export interface Fault {
  errorClass: ErrorClass;
  message: string;
  remedy: string;
  field?: Field;
  upstream?: Upstream;
  retryAt?: Date;
}

const reportBug = 'Report this to whoever maintains the connector.';

/** Reads what a step threw. Once its signal has ended, that is the reason, whatever the step made of it. */
export function faultOf(thrown: unknown, signal: AbortSignal): Fault {
  if (signal.aborted) {
    const message = signal.reason instanceof OutOfTime ? undefined : 'The test was called off.';
    return new ConnectorFault('timeout', { message });
  }
  try {
    const fault = faultShape.safeParse(faultOfEgress(thrown));
    if (fault.success) return fault.data;
    // Its message may quote an answer; the kind of error is enough to find the place by.
    const kind = thrown instanceof Error && /^\w{1,40}$/.test(thrown.name) ? ` (${thrown.name})` : '';
    return bug(`The connector failed in this step${kind}.`);
  } catch {
    return bug('The connector failed in this step with an error that cannot be read.');
  }
}

/** Reads what a step returned. Throws a fault for what is no finding. */
export function findingOf(returned: unknown): Finding {
  const finding = findingShape.safeParse(returned);
  if (finding.success) return finding.data;
  throw bug('The connector reported this step in a form that cannot be read.');
}

/** An auth step that proves nothing, though it was free to. */
export function unproven({ message, remedy, field }: Finding): ConnectorFault {
  return new ConnectorFault('auth_not_verifiable', { message, remedy, field });
}

/** A connector at fault itself. */
export function bug(message: string): ConnectorFault {
  return new ConnectorFault('unexpected_content', { message, remedy: reportBug });
}
