import { InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The circuit breaker of a worker that failed lately; one without a row is closed. */
@Entity('worker_breaker')
export class WorkerBreakerEntity {
  @PrimaryColumn({ length: 100 })
  workerId: string;

  @Column({ length: 9 })
  state: string;

  @Column('int')
  failures: number;

  /** Tasks whose failures are among them. */
  @JsonColumn()
  tasks: string[];

  @Column('int')
  openings: number;

  @InstantColumn({ nullable: true })
  untilAt: Date | null;

  /** What failed last. */
  @Column({ length: 500 })
  reason: string;

  @InstantColumn()
  changedAt: Date;
}
