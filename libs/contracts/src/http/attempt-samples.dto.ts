import { InstantField, IntegerField, ListField, NumberField } from '../fields/index.js';

/** Of which attempt of a run the samples are wanted. */
export class AttemptSamplesQuery {
  @IntegerField({ optional: true, min: 1, description: 'Its number. Default: the present, or last, one.' })
  attempt?: number;
}

/** What the processes of an attempt took; a figure is missing where the machine cannot tell it. */
export class AttemptSampleDto {
  @InstantField({ description: 'When it was read.' })
  at: string;

  @NumberField({
    optional: true,
    description:
      'Cores in use on average since the sample before, or since the attempt began: 1 is one core.',
  })
  cpu?: number;

  @IntegerField({ optional: true, description: 'The most that was seen in the step.' })
  memoryBytes?: number;

  @IntegerField({
    optional: true,
    description: 'Processes and threads: the most that were seen in the step.',
  })
  pids?: number;

  @IntegerField({ optional: true, description: 'From disks, since the attempt began.' })
  readBytes?: number;

  @IntegerField({ optional: true, description: 'To disks, since the attempt began.' })
  writtenBytes?: number;
}

/** A plot: a step in which nothing was read is left out, so a gap is shown as a gap. */
export class AttemptSamplesDto {
  @IntegerField()
  attempt: number;

  @IntegerField({ description: 'Length of a step: a second, doubled whenever there would be more than 240.' })
  stepMs: number;

  @ListField(() => AttemptSampleDto, {
    description: 'The oldest first; none of what runs in a worker itself.',
  })
  items: AttemptSampleDto[];
}
