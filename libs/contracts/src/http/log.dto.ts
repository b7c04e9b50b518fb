import { ChoiceField, IdField, InstantField, IntegerField, ListField, TextField } from '../fields/index.js';

/** Where a log line came from; `system` is the platform itself. */
export const logStreams = ['stdout', 'stderr', 'system'] as const;
export type LogStream = (typeof logStreams)[number];

/** Longest text that is looked for. */
const longestSearch = 200;

export class LogQuery {
  @IntegerField({ optional: true, description: 'Lines with a greater `seq`.', default: 0 })
  after?: number;

  @IntegerField({ optional: true, min: 1, max: 5000, default: 500 })
  limit?: number;

  @TextField({
    optional: true,
    max: 64,
    description: 'The `nextCursor` of the page before; the same as `after`.',
  })
  cursor?: string;

  @TextField({
    optional: true,
    max: longestSearch,
    description: 'Only lines that contain it, in whichever case.',
  })
  search?: string;

  @ChoiceField(logStreams, { optional: true, description: 'Only lines of this stream.' })
  stream?: LogStream;

  @InstantField({ optional: true, description: 'Only lines from then on.' })
  from?: string;

  @InstantField({ optional: true, description: 'Only lines before then.' })
  to?: string;
}

export class LogLineDto {
  @IntegerField({ description: 'Grows along the run; attempt n begins at (n - 1) * 1,000,000,000 + 1.' })
  seq: number;

  @IntegerField({ min: 1 })
  attempt: number;

  @ChoiceField(logStreams)
  stream: LogStream;

  @InstantField()
  at: string;

  @TextField({ min: 0, max: 1_000_000 })
  text: string;
}

/** Lines that are not there: on their way still, or lost. */
export class LogGapDto {
  @IntegerField({ description: 'The `seq` of the first of them.' })
  from: number;

  @IntegerField({ description: 'The `seq` of the last of them.' })
  to: number;
}

export class LogPageDto {
  @ListField(() => LogLineDto, { maxItems: 5000 })
  items: LogLineDto[];

  @ListField(() => LogGapDto, { description: 'What is missing between the lines that were looked at.' })
  gaps: LogGapDto[];

  @TextField({
    optional: true,
    description:
      'Ask for the next page with it; null on the last. A page ends early, even without a line, when much had to be read for it.',
  })
  nextCursor: string | null;
}

export class LogSearchQuery {
  @TextField({ max: longestSearch, description: 'What the lines contain, in whichever case.' })
  q: string;

  @InstantField({
    optional: true,
    description: 'Only runs made from then on. Default: a day before `to`.',
  })
  from?: string;

  @InstantField({ optional: true, description: 'Only runs made before then. Default: now.' })
  to?: string;

  @ChoiceField(logStreams, { optional: true, description: 'Only lines of this stream.' })
  stream?: LogStream;

  @IntegerField({ optional: true, min: 1, max: 1000, default: 100, description: 'Lines per page.' })
  limit?: number;

  @TextField({ optional: true, max: 255, description: 'The `nextCursor` of the page before.' })
  cursor?: string;
}

/** A line that was found, and the run it is of. */
export class FoundLineDto extends LogLineDto {
  @IdField()
  runId: string;
}

export class FoundLinesDto {
  @ListField(() => FoundLineDto)
  items: FoundLineDto[];

  @IntegerField({ description: 'Runs whose logs were looked at for this page.' })
  runs: number;

  @TextField({
    optional: true,
    description:
      'Ask for the next page with it; null when everything was searched. A page ends early, even without a line, when much had to be read for it.',
  })
  nextCursor: string | null;
}
