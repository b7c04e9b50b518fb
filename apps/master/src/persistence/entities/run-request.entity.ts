import { InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request for runs that its sender may repeat, and the runs it made. */
@Entity('run_request')
@Index('ix_run_request_created', ['createdAt'])
export class RunRequestEntity {
  @PrimaryColumn({ length: 64 })
  requestKey: string;

  @Column({ length: 36 })
  taskId: string;

  @JsonColumn()
  runIds: readonly string[];

  @InstantColumn()
  createdAt: Date;
}
