import { IdColumn, JsonColumn } from '@orrery/persistence';
import { Entity, PrimaryColumn } from 'typeorm';

/** An item of a map in a workflow run. */
@Entity('node_item')
export class NodeItemEntity {
  /** Id of the node's row, a dot, and the place of the item in six digits. */
  @PrimaryColumn({ length: 52 })
  id: string;

  @JsonColumn()
  item: unknown;

  /** Null until its run is made. */
  @IdColumn({ nullable: true })
  runId: string | null;
}
