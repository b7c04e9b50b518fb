import { workerStates, type WorkerState } from '@orrery/domain';
import {
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  NameField,
  NumberField,
  ObjectField,
  TextField,
  TextMapField,
} from '../fields/index.js';

/** A sample of a node's resources. */
export class NodeResourcesDto {
  @NumberField({ description: 'Busy share of all cores, 0 to 1.' })
  cpu: number;

  @NumberField()
  load1: number;

  @IntegerField({ description: 'Bytes.' })
  memoryUsedBytes: number;

  @IntegerField()
  memoryTotalBytes: number;

  @IntegerField()
  diskFreeBytes: number;

  @IntegerField()
  diskTotalBytes: number;

  @NumberField({ description: 'p99 delay of the event loop.' })
  loopLagMs: number;
}

export class WorkerDto {
  @IdField()
  id: string;

  @TextField({ description: 'Changes with each start of the process.' })
  epoch: string;

  @NameField()
  group: string;

  @TextMapField()
  labels: Record<string, string>;

  @ChoiceField(workerStates)
  state: WorkerState;

  @IntegerField()
  slots: number;

  @IntegerField()
  busy: number;

  @TextField()
  host: string;

  @TextField()
  version: string;

  @ObjectField(() => NodeResourcesDto)
  resources: NodeResourcesDto;

  @InstantField()
  startedAt: string;

  @InstantField()
  lastSeenAt: string;
}

export class MasterDto {
  @IdField()
  id: string;

  @TextField()
  epoch: string;

  @TextField()
  host: string;

  @TextField()
  version: string;

  @InstantField()
  startedAt: string;

  @InstantField()
  lastSeenAt: string;
}
