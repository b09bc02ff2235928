import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../../platform/access/permissions.ts';
import type { MemberId } from '../../platform/access/tenant-scope.ts';

@Entity('members')
export class MemberEntity {
  @PrimaryGeneratedColumn()
  id!: MemberId;

  @Column('int')
  tenant_id!: number;

  @Column('varchar')
  email!: string;

  @Column('varchar')
  name!: string;

  @Column('varchar')
  role!: Role;

  @Column('text', { select: false, nullable: true })
  password_hash!: string | null;

  @Column('int')
  session_version!: number;

  @Column('int')
  version!: number;

  @Column('timestamptz', { nullable: true })
  last_login_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  removed_at!: Date | null;

  @Column('timestamptz')
  created_at!: Date;

  @Column('timestamptz')
  last_updated_at!: Date;
}
