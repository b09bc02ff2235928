import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ServiceAccountId } from '../../platform/access/tenant-scope.ts';

export type ServiceKeyId = number & { readonly brand: 'service key' };

@Entity('service_keys')
export class ServiceKeyEntity {
  @PrimaryGeneratedColumn()
  id!: ServiceKeyId;

  @Column('int')
  tenant_id!: number;

  @Column('int')
  service_account_id!: ServiceAccountId;

  @Column('bytea', { select: false })
  key_hash!: Buffer;

  @Column('char', { length: 4 })
  last_four!: string;

  @Column('timestamptz', { nullable: true })
  expires_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  last_used_at!: Date | null;

  @Column('timestamptz')
  created_at!: Date;
}
