import { Injectable } from '@nestjs/common';
import { INTEGRATION_CHANGES, IntegrationsService } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Listener } from '../platform/database/listener.ts';
import { TenantMemory } from '../platform/database/tenant-memory.ts';
import { JsonText } from '../platform/http/answer.ts';
import { inactive, noSecret } from './connection.errors.ts';
import type { CredentialsView } from './connections.dto.ts';
import { CredentialReads, type ReadSecret } from './credential-reads.ts';

interface Opened extends ReadSecret {
  answer: JsonText;
}

/** Hands secrets out to services. Opened ones stay in memory for seconds, and no longer than until a change. */
@Injectable()
export class CredentialsService {
  private readonly opened: TenantMemory<Opened>;

  constructor(
    private readonly integrations: IntegrationsService,
    private readonly reads: CredentialReads,
    listener: Listener,
  ) {
    this.opened = new TenantMemory(listener, INTEGRATION_CHANGES, { ttl: 5000 });
  }

  /** Throws 404, 409 `integration_inactive` or `secret_unreadable`, 424 `no_secret`. */
  async read(scope: TenantScope, idOrProvider: string): Promise<JsonText> {
    // What cannot be opened is not kept, so the keys are ids and providers that exist.
    const opened = await this.opened.get(scope, () => this.open(scope, idOrProvider), idOrProvider.toLowerCase());
    await this.reads.note(scope, opened);
    return opened.answer;
  }

  private async open(scope: TenantScope, idOrProvider: string): Promise<Opened> {
    const id = await this.integrations.idOf(scope, idOrProvider);
    const { name, active, settings, secret } = await this.integrations.open(scope, id);
    if (!active) throw inactive({ detail: `${name} is switched off.` });
    if (!secret) throw noSecret({ detail: `Nobody has entered a secret for ${name}.` });
    const view: CredentialsView = {
      base_url: settings.base_url,
      username: settings.username,
      password: secret.value,
      base_search: settings.base_search,
      model: settings.model,
      model_config: settings.model_config,
      provider_metadata: settings.provider_metadata,
      secret_version: secret.version,
    };
    return { id, name, secretVersion: secret.version, answer: new JsonText(JSON.stringify(view)) };
  }
}
