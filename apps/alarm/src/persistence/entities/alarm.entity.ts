import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

@Entity('alarm')
@Index('alarm_open', ['openKey'], { unique: true })
@Index('alarm_newest', ['firedAt', 'id'])
@Index('alarm_newest_of_project', ['project', 'firedAt', 'id'])
export class AlarmEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ type: 'varchar', length: 100 })
  project: string;

  @IdColumn()
  ruleId: string;

  @Column({ type: 'varchar', length: 100 })
  ruleName: string;

  @Column({ type: 'varchar', length: 10 })
  level: string;

  @Column({ type: 'varchar', length: 20 })
  state: string;

  @Column({ type: 'varchar', length: 64 })
  fingerprint: string;

  /** The fingerprint while open, null afterwards: unique, so that one fingerprint has one open alarm. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  openKey: string | null;

  @Column({ type: 'varchar', length: 500 })
  summary: string;

  @Column('int')
  count: number;

  @IdColumn({ nullable: true })
  runId: string | null;

  @JsonColumn()
  details: object;

  @InstantColumn()
  firedAt: Date;

  @InstantColumn()
  lastEventAt: Date;

  @InstantColumn({ nullable: true })
  acknowledgedAt: Date | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  acknowledgedBy: string | null;

  @InstantColumn({ nullable: true })
  resolvedAt: Date | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  resolvedBy: string | null;
}
