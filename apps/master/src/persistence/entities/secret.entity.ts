import { IdColumn, InstantColumn, LongTextColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A secret of a project, sealed: its value under a key of its own, and that key under one of the installation. */
@Entity('secret')
@Index('ux_secret_name', ['project', 'name'], { unique: true })
@Index('ix_secret_of_key', ['keyId', 'id'])
export class SecretEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 100 })
  name: string;

  @Column({ length: 1000 })
  description: string;

  @Column('int')
  version: number;

  /** Key of the installation that seals `dataKey`. */
  @Column({ length: 32 })
  keyId: string;

  @Column({ length: 255 })
  dataKey: string;

  @LongTextColumn()
  sealedValue: string;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;

  @Column({ length: 255 })
  updatedBy: string;
}
