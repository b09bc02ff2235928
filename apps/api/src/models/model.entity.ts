import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { IntegrationId } from '../integrations/index.ts';
import type { ModelPurpose } from './model.dto.ts';

export type ModelId = number & { readonly brand: 'model' };

@Entity('ai_models')
export class ModelEntity {
  @PrimaryGeneratedColumn()
  id!: ModelId;

  @Column('int')
  tenant_id!: number;

  @Column('int')
  integration_id!: IntegrationId;

  @Column('varchar')
  name!: string;

  @Column('varchar')
  purpose!: ModelPurpose;

  @Column('int', { nullable: true })
  context_window!: number | null;

  @Column('int', { nullable: true })
  max_output_tokens!: number | null;

  @Column('varchar', { nullable: true })
  base_model!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column('int')
  version!: number;

  @Column('timestamptz')
  created_at!: Date;

  @Column('timestamptz')
  last_updated_at!: Date;
}
