import type { LogLineDto, LogStream } from '@orrery/contracts';

/** Which lines are wanted; what is absent does not matter. */
export interface LineFilter {
  readonly search?: string;
  readonly stream?: LogStream;
  /** ISO 8601. */
  readonly from?: string;
  readonly to?: string;
}

/** Whether a line is wanted. */
export function lineFilter({ search, stream, from, to }: LineFilter): (line: LogLineDto) => boolean {
  const looked = search?.toLowerCase();
  const [fromMs, toMs] = [from, to].map((instant) => instant && Date.parse(instant));
  return (line) =>
    (stream === undefined || line.stream === stream) &&
    (fromMs === undefined || Date.parse(line.at) >= Number(fromMs)) &&
    (toMs === undefined || Date.parse(line.at) < Number(toMs)) &&
    (looked === undefined || line.text.toLowerCase().includes(looked));
}
