import { InstantField, IntegerField, ListField, NumberField } from '../fields/index.js';

/** Which part of the history of a node is wanted. */
export class NodeSamplesQuery {
  @InstantField({ optional: true, description: 'Default: an hour before `to`.' })
  from?: string;

  @InstantField({ optional: true, description: 'Default: now. At most a week after `from`.' })
  to?: string;

  @IntegerField({ optional: true, min: 1, max: 1_000, default: 200, description: 'Points of the plot.' })
  points?: number;
}

/** What a node used on average over one step of a plot. */
export class NodeSampleDto {
  @InstantField({ description: 'Begin of the step.' })
  at: string;

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

  @NumberField({ description: 'Greatest p99 delay of the event loop within the step.' })
  loopLagMs: number;

  @NumberField({ description: 'Slots in use; 0 for a master.' })
  busy: number;

  @IntegerField({ description: '0 for a master.' })
  slots: number;
}

/** A plot: steps without a sample are left out, so a gap is shown as a gap. */
export class NodeSamplesDto {
  @InstantField()
  from: string;

  @InstantField()
  to: string;

  @IntegerField({ description: 'Length of a step.' })
  stepMs: number;

  @ListField(() => NodeSampleDto)
  samples: NodeSampleDto[];
}
