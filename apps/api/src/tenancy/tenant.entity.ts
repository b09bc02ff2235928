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

  @Column('varchar')
  time_zone!: string;

  @Column('varchar')
  unknown_price!: 'refuse' | 'charge';

  /** Dollars for a million tokens, as PostgreSQL writes them. */
  @Column('numeric', { nullable: true })
  default_input_price!: string | null;

  @Column('numeric', { nullable: true })
  default_output_price!: string | null;

  @Column('int')
  version!: number;

  @Column('timestamptz')
  created_at!: Date;

  @Column('timestamptz')
  last_updated_at!: Date;
}
