import {
  ConnectorFault,
  createContext,
  type ErrorClass,
  type NotificationMessage,
  type SendReceipt,
} from '@ims/connector-sdk';
import { Injectable, Logger } from '@nestjs/common';
import { type Connection, ConnectionsService } from '../connections/index.ts';
import type { IntegrationId, StoredIntegration } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { CodedError } from '../platform/errors/coded-error.ts';
import { knownSecrets } from '../platform/logging/redaction.ts';
import { notAChannel } from './notification.errors.ts';

/** How the sending of one message went. Texts are for people and hold nothing secret. */
export interface Sending {
  fault: { errorClass: ErrorClass; remedy: string; retryAt: Date | undefined } | null;
  message: string;
}

type Opened = Connection & { stored: StoredIntegration };

const SEND_MS = 15_000;

/** Stored configurations that cannot be opened, by the code of the refusal. */
const unusable: Record<string, ErrorClass> = {
  secret_unreadable: 'secret_unreadable',
  schema_outdated: 'invalid_config',
};

/** Sends one message through one integration. */
@Injectable()
export class Messenger {
  private readonly logger = new Logger('Notifications');

  constructor(private readonly connections: ConnectionsService) {}

  /** For a message that somebody wants sent now, which counts like a test of a connection. Throws 429. */
  admit(scope: TenantScope): Promise<void> {
    return this.connections.admit(scope);
  }

  /**
   * Tries once. A channel at fault is an outcome; thrown is only what says nothing about the channel: 404, 409 for what
   * is no channel, the database away, or the reason of `signal`.
   */
  async send(
    scope: TenantScope,
    id: IntegrationId,
    message: NotificationMessage,
    signal?: AbortSignal,
  ): Promise<Sending> {
    try {
      const opened = await this.open(scope, id);
      const receipt = await this.post(scope, opened, message, signal);
      return { fault: null, message: knownSecrets.clean(receipt.message) };
    } catch (error) {
      if (!(error instanceof ConnectorFault)) throw error;
      const { errorClass, remedy, retryAt } = error;
      const fault = { errorClass, remedy: knownSecrets.clean(remedy), retryAt };
      return { fault, message: knownSecrets.clean(error.message) };
    }
  }

  private async open(scope: TenantScope, id: IntegrationId): Promise<Opened> {
    try {
      return await this.connections.open(scope, id);
    } catch (error) {
      const errorClass = error instanceof CodedError ? unusable[error.kind.code] : undefined;
      throw errorClass ? new ConnectorFault(errorClass, { cause: error }) : error;
    }
  }

  private async post(
    scope: TenantScope,
    { connector, settings, secret, stored }: Opened,
    message: NotificationMessage,
    outer: AbortSignal | undefined,
  ): Promise<SendReceipt> {
    if (stored.type !== 'notification') throw notAChannel({ detail: `${stored.name} takes no messages.` });
    if (!connector.send)
      throw new ConnectorFault('invalid_config', { message: `${connector.display_name} takes no messages.` });
    const limit = AbortSignal.timeout(SEND_MS);
    const signal = outer ? AbortSignal.any([outer, limit]) : limit;
    const context = createContext({
      connector,
      settings,
      secret,
      client: this.connections.pool(scope, stored),
      signal,
    });
    try {
      return await Promise.race([connector.send(context, message), ended(signal)]);
    } catch (error) {
      outer?.throwIfAborted();
      throw this.faultOf(error, connector.provider);
    }
  }

  private faultOf(error: unknown, provider: string): ConnectorFault {
    if (error instanceof ConnectorFault) return error;
    this.logger.error({ msg: `The connector ${provider} failed to send`, err: error });
    return new ConnectorFault('unexpected_content', {
      message: 'The connector failed while it sent.',
      remedy: 'Report this to whoever maintains the connector.',
      cause: error,
    });
  }
}

/** Rejects when the signal ends, so that a connector that does not listen to it is left behind. */
function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(new ConnectorFault('timeout'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
