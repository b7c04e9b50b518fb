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

  /** The run that undoes it. */
  @IdColumn({ nullable: true })
  undoRunId: string | null;

  /** What it gave, where it was in another workflow run: that one's runs may go first. */
  @JsonColumn({ nullable: true })
  result: unknown;

  /** Why its run could not be made. */
  @JsonColumn({ nullable: true })
  failure: unknown;
}
