import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Entity, Index } from 'typeorm';

/** One event gathered in an alarm; only ever added. */
@Entity('alarm_event')
@Index('alarm_event_of_run', ['runId'])
export class AlarmEventEntity {
  @IdColumn({ primary: true })
  alarmId: string;

  @IdColumn({ primary: true })
  eventId: string;

  @IdColumn({ nullable: true })
  runId: string | null;

  @InstantColumn()
  happenedAt: Date;
}
