import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('assets')
export class AssetEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  tenant_id!: number;

  /** As the spec names it: `openai.svg`. */
  @Column('varchar')
  filename!: string;

  /** Name of the file in the store; new for every upload, so that a file is never overwritten. */
  @Column('varchar')
  stored_as!: string;

  @Column('varchar')
  content_type!: string;

  @Column('char', { length: 64 })
  hash!: string;

  @Column('int')
  size!: number;

  @Column('timestamptz')
  created_at!: Date;
}
