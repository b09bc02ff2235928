import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ServiceScope } from '../../platform/access/permissions.ts';
import type { ServiceAccountId } from '../../platform/access/tenant-scope.ts';

@Entity('service_accounts')
export class ServiceAccountEntity {
  @PrimaryGeneratedColumn()
  id!: ServiceAccountId;

  @Column('int')
  tenant_id!: number;

  @Column('varchar')
  name!: string;

  @Column('text', { array: true })
  scopes!: ServiceScope[];

  @Column('timestamptz', { nullable: true })
  expires_at!: Date | null;

  @Column('varchar')
  created_by!: string;

  @Column('int')
  version!: number;

  @Column('timestamptz')
  created_at!: Date;

  @Column('timestamptz')
  last_updated_at!: Date;
}
