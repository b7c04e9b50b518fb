import { BytesColumn, IdColumn } from '@orrery/persistence';
import { Entity, PrimaryColumn } from 'typeorm';

/** What an attempt took over its time, all of it in one row. */
@Entity('attempt_sample')
export class AttemptSampleEntity {
  @IdColumn({ primary: true })
  runId: string;

  @PrimaryColumn('int')
  attempt: number;

  /** The columns of its series. */
  @BytesColumn()
  packed: Buffer;
}
