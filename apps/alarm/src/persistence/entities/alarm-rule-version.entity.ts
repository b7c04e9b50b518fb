import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('alarm_rule_version')
export class AlarmRuleVersionEntity {
  @IdColumn({ primary: true })
  ruleId: string;

  @PrimaryColumn('int')
  version: number;

  @JsonColumn({ nullable: true })
  definition: object | null;

  @Column({ type: 'varchar', length: 255 })
  changedBy: string;

  @InstantColumn()
  changedAt: Date;
}
