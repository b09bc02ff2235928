import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SettingsState } from './fit-settings.ts';
import type { IntegrationType } from './integration.dto.ts';

export type IntegrationId = number & { readonly brand: 'integration' };

/** The spec's `integrations` table, with what joined it. Sealed columns are never selected by default. */
@Entity('integrations')
export class IntegrationEntity {
  @PrimaryColumn('int')
  id!: IntegrationId;

  @Column('varchar')
  provider!: string;

  @Column('varchar')
  type!: IntegrationType;

  @Column('varchar', { nullable: true })
  display_name!: string | null;

  @Column('varchar', { nullable: true })
  username!: string | null;

  @Column('text', { nullable: true, select: false })
  password!: string | null;

  @Column('text')
  base_url!: string;

  @Column('varchar', { nullable: true })
  base_search!: string | null;

  @Column('varchar', { nullable: true })
  model!: string | null;

  @Column('jsonb')
  model_config!: Record<string, unknown>;

  @Column('jsonb')
  provider_metadata!: Record<string, unknown>;

  @Column('jsonb')
  cost_config!: Record<string, unknown>;

  @Column('int', { nullable: true })
  fallback_integration_id!: IntegrationId | null;

  @Column('varchar', { nullable: true })
  logo_filename!: string | null;

  @Column('int')
  tenant_id!: number;

  @Column('boolean')
  active!: boolean;

  @Column('int')
  version!: number;

  @Column('uuid', { nullable: true })
  password_key_id!: string | null;

  @Column('timestamptz', { nullable: true })
  password_updated_at!: Date | null;

  @Column('text', { nullable: true })
  secret_origin!: string | null;

  @Column('int')
  connector_version!: number;

  @Column('varchar')
  settings_state!: SettingsState;

  @Column('timestamptz', { nullable: true })
  secret_expires_at!: Date | null;

  @Column('int', { nullable: true })
  secret_expiry_told!: number | null;

  @Column('varchar')
  health_status!: 'unknown' | 'healthy' | 'degraded' | 'failing';

  @Column('timestamptz', { nullable: true })
  health_since!: Date | null;

  @Column('varchar', { nullable: true })
  health_error_class!: string | null;

  @Column('varchar', { nullable: true })
  health_message!: string | null;

  @Column('int')
  health_failures!: number;

  @Column('timestamptz', { nullable: true })
  last_sync_at!: Date | null;

  @Column('timestamptz')
  created_at!: Date;

  @Column('timestamptz')
  last_updated_at!: Date;
}
