import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '@ims/connector-sdk';
import { originOf } from '@ims/egress';
import { Injectable } from '@nestjs/common';
import { AssetsService, type Upload } from '../assets/index.ts';
import { AuditService } from '../audit/index.ts';
import { ConnectorRegistry } from '../connectors/index.ts';
import { type SecretPlace, Vault } from '../crypto/index.ts';
import { Outbox } from '../events/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { violatedUnique } from '../platform/database/database-errors.ts';
import { once } from '../platform/database/once.ts';
import { type Reader, type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { CodedError } from '../platform/errors/coded-error.ts';
import { invalidField } from '../platform/errors/common-errors.ts';
import { JsonText } from '../platform/http/answer.ts';
import { decodeCursor, encodeCursor } from '../platform/http/page.ts';
import type { IdempotencyKey } from '../platform/http/params.ts';
import { assertVersion } from '../platform/http/version.ts';
import { Fallbacks, inUse } from './fallbacks.ts';
import { concernsSettings, fitSettings, settingsOf } from './fit-settings.ts';
import type {
  ChangeIntegrationBody,
  CreateIntegrationBody,
  IntegrationsQuery,
  IntegrationType,
} from './integration.dto.ts';
import type { IntegrationEntity, IntegrationId } from './integration.entity.ts';
import { integrationExists } from './integration.errors.ts';
import { IntegrationsRepository, type IntegrationValues, type SealedIntegration } from './integrations.repository.ts';

/** What a connection is opened with. Never leaves the process. */
export interface StoredIntegration {
  id: IntegrationId;
  provider: string;
  type: IntegrationType;
  name: string;
  active: boolean;
  version: number;
  connector_version: number;
  health_status: IntegrationEntity['health_status'];
  cost_config: Record<string, unknown>;
  fallback_integration_id: IntegrationId | null;
  settings: Settings;
  secret: { origin: string; value: string; version: number } | null;
}

/** One whose secret cannot be opened with the keys at hand. */
export interface UnreadableIntegration {
  id: IntegrationId;
  provider: string;
  fallback_integration_id: IntegrationId | null;
  fault: CodedError;
}

@Injectable()
export class IntegrationsService {
  constructor(
    private readonly repository: IntegrationsRepository,
    private readonly fallbacks: Fallbacks,
    private readonly connectors: ConnectorRegistry,
    private readonly vault: Vault,
    private readonly assets: AssetsService,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  async list(scope: TenantScope, query: IntegrationsQuery): Promise<JsonText> {
    const after = decodeCursor(query.cursor, query.sort);
    const page = await this.repository.page(this.transactions.reader(scope), query, after);
    const { total, more, last_key, last_id, json } = page;
    const next = more && last_id !== null ? encodeCursor({ sort: query.sort, value: last_key, id: last_id }) : null;
    return new JsonText(json, { page: { total, next } });
  }

  get(scope: TenantScope, id: IntegrationId): Promise<JsonText> {
    return this.view(this.transactions.reader(scope), id);
  }

  /** Creates an integration. A repeated `Idempotency-Key` gets the first answer. Throws 409 `integration_exists`, 422. */
  async create(scope: TenantScope, body: CreateIntegrationBody, key: IdempotencyKey | undefined): Promise<JsonText> {
    const text = await this.transactions.run(scope, (tx) => once(tx, key, () => this.createIn(tx, body)));
    const { id, version } = JSON.parse(text) as { id: number; version: number };
    return new JsonText(text, { id, version });
  }

  /**
   * Changes the fields that are given. The secret stays bound to the origin it was entered for: moving the address
   * elsewhere without entering it again is refused. Throws 404, 409, 412, 422.
   */
  change(
    scope: TenantScope,
    id: IntegrationId,
    body: ChangeIntegrationBody,
    version: number | undefined,
  ): Promise<JsonText> {
    return this.transactions.run(scope, (tx) => this.changeIn(tx, id, body, version));
  }

  /** Deletes it, its secret and its logo. Throws 409 with what uses it, unless `force` unlinks that. */
  async remove(
    scope: TenantScope,
    id: IntegrationId,
    { force, version }: { force: boolean; version: number | undefined },
  ): Promise<void> {
    const released = await this.transactions.run(scope, async (tx) => {
      await this.repository.lockFallbacks(tx);
      const row = await this.repository.locked(tx, id);
      assertVersion(row, version);
      const users = await this.repository.findUsersOf(tx, id);
      if (users.length > 0 && !force) throw inUse(users);
      for (const user of users) {
        await this.repository.patch(tx, user, { fallback_integration_id: null });
        await this.record(
          tx,
          'integration.updated',
          user,
          { fallback_integration_id: id },
          { fallback_integration_id: null },
        );
      }
      await this.repository.remove(tx, id);
      await this.record(tx, 'integration.deleted', row, facts(row), {});
      return row.logo_filename ? this.assets.release(tx, row.logo_filename) : undefined;
    });
    await released?.();
  }

  /** Stores a new logo in place of the old one. */
  async setLogo(
    scope: TenantScope,
    id: IntegrationId,
    upload: Upload,
  ): Promise<{ message: string; logo_filename: string; integration_id: number }> {
    const prepared = await this.assets.prepare(scope, upload);
    const { filename, settled } = await this.transactions.run(scope, async (tx) => {
      const row = await this.repository.locked(tx, id);
      const stored = await this.assets.attach(tx, prepared, {
        stem: logoStem(row.provider),
        replaces: row.logo_filename,
      });
      await this.repository.patch(tx, row, { logo_filename: stored.filename });
      await this.record(
        tx,
        'integration.logo_changed',
        row,
        { logo: row.logo_filename },
        { logo: stored.filename, content: prepared.hash },
      );
      return stored;
    });
    await settled();
    return { message: 'Logo uploaded successfully', logo_filename: filename, integration_id: id };
  }

  async removeLogo(scope: TenantScope, id: IntegrationId, version: number | undefined): Promise<void> {
    const released = await this.transactions.run(scope, async (tx) => {
      const row = await this.repository.locked(tx, id);
      assertVersion(row, version);
      if (!row.logo_filename) return undefined;
      await this.repository.patch(tx, row, { logo_filename: null });
      await this.record(tx, 'integration.logo_removed', row, { logo: row.logo_filename }, { logo: null });
      return this.assets.release(tx, row.logo_filename);
    });
    await released?.();
  }

  /** Throws 404. */
  idOf(scope: TenantScope, idOrProvider: string): Promise<IntegrationId> {
    return this.repository.idOf(this.transactions.reader(scope), idOrProvider);
  }

  /** An integration with its secret, for the calls that need it. Throws 404, 409 `secret_unreadable`. */
  open(scope: TenantScope, id: IntegrationId): Promise<StoredIntegration> {
    return this.transactions.run(scope, async (tx) => this.opened(tx, await this.repository.sealed(tx, id)));
  }

  /** All of a type with their secrets; in place of one whose secret cannot be read stands why. */
  openAll(scope: TenantScope, type: IntegrationType): Promise<(StoredIntegration | UnreadableIntegration)[]> {
    return this.transactions.run(scope, async (tx) => {
      const rows = await this.repository.sealedOfType(tx, type);
      return Promise.all(
        rows.map((row) =>
          this.opened(tx, row).catch((fault: unknown) => {
            if (!(fault instanceof CodedError)) throw fault;
            const { id, provider, fallback_integration_id } = row;
            return { id, provider, fallback_integration_id, fault };
          }),
        ),
      );
    });
  }

  private async opened(tx: ScopedTx, row: SealedIntegration): Promise<StoredIntegration> {
    const { id, provider, type, display_name, active, version, connector_version, health_status, password } = row;
    const { secret_origin: origin, cost_config, fallback_integration_id } = row;
    const value = password && (await this.vault.open(tx, placeOf(id), password));
    const secret = value && origin ? { origin, value, version: secretVersionOf(row) } : null;
    const name = display_name ?? provider;
    const facts = { id, provider, type, name, active, version, connector_version, health_status };
    return { ...facts, cost_config, fallback_integration_id, settings: settingsOf(row), secret };
  }

  /** Creates in the caller's transaction; gives the text of the answer. */
  async createIn(tx: ScopedTx, body: CreateIntegrationBody): Promise<string> {
    const { password, ...fields } = body;
    if (fields.fallback_integration_id) await this.repository.lockFallbacks(tx);
    const connector = await this.connectors.find(tx, fields.provider, fields.type);
    const id = await this.repository.nextId(tx);
    const { values, secret } = fitSettings(connector, settingsOf({ ...unset, ...fields }), password ?? undefined);
    const row = { ...unset, ...fields, ...values, id };
    await this.fallbacks.check(tx, { ...row, fallback_integration_id: null }, fields);
    const sealed = secret === undefined ? {} : await this.sealed(tx, id, secret, values.base_url);
    const [, , view] = await this.uniquely(fields.provider, () =>
      Promise.all([
        this.repository.insert(tx, id, { ...sealed, ...(fields as IntegrationValues), ...values }),
        this.record(tx, 'integration.created', row, {}, { ...facts(row), password: secret ? 'a secret' : null }),
        this.repository.detail(tx, id),
      ]),
    );
    return view.json;
  }

  /** Changes in the caller's transaction. */
  async changeIn(
    tx: ScopedTx,
    id: IntegrationId,
    body: ChangeIntegrationBody,
    version: number | undefined,
  ): Promise<JsonText> {
    const { password, ...fields } = body;
    if (concernsFallbacks(fields)) await this.repository.lockFallbacks(tx);
    const row = await this.repository.locked(tx, id);
    assertVersion(row, version);
    const fitted = await this.fitted(tx, row, body);
    if (password === undefined && fitted.secret === undefined) assertSameOrigin(row.secret_origin, fitted.base_url);
    await this.fallbacks.check(tx, row, fields);
    const given = fitted.secret ?? password;
    const secret = given === undefined ? {} : await this.sealed(tx, id, given, fitted.base_url);
    const isOther = given !== undefined || isOtherConnection(row, { ...row, ...fields, ...fitted.values });
    await this.uniquely(fields.provider ?? row.provider, () =>
      this.repository.patch(tx, row, {
        ...secret,
        ...(fields as IntegrationValues),
        ...fitted.values,
        ...(isOther ? notYetChecked : {}),
      }),
    );
    const seen = given === undefined ? {} : { password: given === null ? null : 'a new secret' };
    const before = { ...facts(row), password: row.secret_origin ? 'a secret' : null };
    const after = {
      ...before,
      ...fields,
      ...(fitted.values && facts({ ...row, ...fields, ...fitted.values })),
      ...seen,
    };
    await this.record(tx, 'integration.updated', row, before, after);
    return this.view(tx, id);
  }

  /** What a change makes of the settings; nothing where it does not touch them. */
  private async fitted(tx: ScopedTx, row: IntegrationEntity, { password, ...fields }: ChangeIntegrationBody) {
    if (!concernsSettings({ ...fields, ...(password === undefined ? {} : { password }) }))
      return { base_url: row.base_url };
    const merged = { ...row, ...(fields as IntegrationValues) };
    const connector = await this.connectors.find(tx, merged.provider, merged.type);
    const stored = password === undefined && row.secret_origin !== null;
    const { values, secret } = fitSettings(connector, settingsOf(merged), stored || (password ?? undefined));
    return { base_url: values.base_url, values, secret };
  }

  private async sealed(tx: ScopedTx, id: IntegrationId, password: string | null, baseUrl: string) {
    if (password === null)
      return {
        password: null,
        password_key_id: null,
        password_updated_at: new Date(),
        secret_origin: null,
        secret_expires_at: null,
      };
    const { envelope, keyId } = await this.vault.seal(tx, placeOf(id), password);
    return {
      password: envelope,
      password_key_id: keyId,
      password_updated_at: new Date(),
      secret_origin: originOf(baseUrl),
      secret_expires_at: null,
    };
  }

  private async uniquely<T>(provider: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (violatedUnique(error) !== 'integrations_provider_key') throw error;
      const message = `Your tenant has an integration of ${provider} already. Edit that one, or choose another provider name.`;
      throw integrationExists({
        detail: message,
        errors: [{ pointer: '/provider', code: 'integration_exists', message }],
        cause: error,
      });
    }
  }

  private async view(reader: Reader, id: IntegrationId): Promise<JsonText> {
    const { json, version } = await this.repository.detail(reader, id);
    return new JsonText(json, { version });
  }

  private async record(
    tx: ScopedTx,
    action: string,
    row: Facts,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ) {
    const { id, provider, type, display_name } = row;
    const resource = { type: 'integration', id, name: display_name ?? provider };
    await Promise.all([
      this.audit.record(tx, { action, resource, before, after }),
      this.outbox.add(tx, action, { id, provider, type }),
    ]);
  }
}

const placeOf = (id: IntegrationId): SecretPlace => ({ table: 'integrations', column: 'password', rowId: id });

/** Tells one stored secret from the next. */
const secretVersionOf = ({ password_updated_at: at }: SealedIntegration) => at?.getTime() ?? 0;

/** `wex_ai_gateway` has the logo `wex-ai-gateway.svg`. */
const logoStem = (provider: string) =>
  provider
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'logo';

/** What a new integration has where nothing was said. */
const unset = {
  display_name: null,
  username: null,
  base_search: null,
  model: null,
  model_config: {},
  provider_metadata: {},
  cost_config: {},
  fallback_integration_id: null,
  active: true,
};

type Facts = Pick<IntegrationEntity, 'id' | 'provider' | 'type' | 'base_url'> & {
  [Field in keyof typeof unset]: unknown;
} & { display_name: string | null };

/** What the audit trail compares. */
const facts = (row: Facts) => ({
  provider: row.provider,
  type: row.type,
  display_name: row.display_name,
  username: row.username,
  base_url: row.base_url,
  base_search: row.base_search,
  model: row.model,
  model_config: row.model_config,
  provider_metadata: row.provider_metadata,
  cost_config: row.cost_config,
  fallback_integration_id: row.fallback_integration_id,
  active: row.active,
});

/** What a check found holds only for the settings it tried. */
const notYetChecked = {
  health_status: 'unknown',
  health_since: null,
  health_error_class: null,
  health_message: null,
  health_failures: 0,
} as const;

type ConnectionFields = Pick<IntegrationEntity, 'provider' | 'type'> & Parameters<typeof settingsOf>[0];

const isOtherConnection = (before: ConnectionFields, after: ConnectionFields) =>
  before.provider !== after.provider ||
  before.type !== after.type ||
  !isDeepStrictEqual(settingsOf(before), settingsOf(after));

const concernsFallbacks = (fields: ChangeIntegrationBody) =>
  fields.type !== undefined || fields.fallback_integration_id !== undefined;

/** The rule that keeps a stored secret from being sent elsewhere: a new host needs the secret again. */
function assertSameOrigin(secretOrigin: string | null, baseUrl: string): void {
  if (secretOrigin === null || secretOrigin === originOf(baseUrl)) return;
  throw invalidField(
    '/password',
    'secret_reentry_required',
    `The stored secret was entered for ${secretOrigin} and is sent nowhere else. Enter it again for the new address, or clear it.`,
  );
}
