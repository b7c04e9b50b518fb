import { InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One change of a cluster-wide setting; the newest version counts. */
@Entity('setting_version')
export class SettingVersionEntity {
  @PrimaryColumn({ length: 64 })
  name: string;

  @PrimaryColumn('int')
  version: number;

  @JsonColumn()
  value: unknown;

  @Column({ length: 255 })
  changedBy: string;

  @Column({ type: String, length: 500, nullable: true })
  reason: string | null;

  @InstantColumn()
  createdAt: Date;
}
