import { linesOfLogText, unpackLogText, type LogLine } from '@orrery/contracts';
import type { AttemptLog } from '../logs/attempt-log.js';

/** Takes all lines out of a log, as its shipper would. */
export async function linesOfLog(log: AttemptLog): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (let [chunk] = log.chunks(1); chunk !== undefined; [chunk] = log.chunks(1)) {
    const { first, packed } = (await chunk.written()).payload;
    lines.push(...linesOfLogText(await unpackLogText(Buffer.from(packed, 'base64')), first));
    log.confirm(chunk);
  }
  return lines;
}
