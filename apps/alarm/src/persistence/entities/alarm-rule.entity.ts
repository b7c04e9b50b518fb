import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

@Entity('alarm_rule')
@Index('alarm_rule_name', ['project', 'name'], { unique: true })
@Index('alarm_rule_newest', ['createdAt', 'id'])
@Index('alarm_rule_of_kind', ['kind', 'enabled'])
export class AlarmRuleEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ type: 'varchar', length: 100 })
  project: string;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'varchar', length: 30, default: 'run_failed' })
  kind: string;

  @Column({ type: Boolean })
  enabled: boolean;

  @Column('int')
  version: number;

  @JsonColumn()
  definition: object;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;
}
