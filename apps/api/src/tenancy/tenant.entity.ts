import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { TenantId } from '../platform/access/tenant-scope.ts';

@Entity('tenants')
export class TenantEntity {
  @PrimaryGeneratedColumn()
  id!: TenantId;

  @Column('varchar')
  slug!: string;

  @Column('varchar')
  name!: string;

  @Column('varchar')
  status!: 'active' | 'suspended';

  @Column('char', { length: 7 })
  accent_color!: string;

  @Column('int')
  version!: number;

  @Column('timestamptz')
  created_at!: Date;

  @Column('timestamptz')
  last_updated_at!: Date;
}
