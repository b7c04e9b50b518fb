import { logTextOf, packLogText, seqOf, type LogStream } from '@orrery/contracts';
import { packedBlock, type PackedBlock } from '../logs/log-block.js';

/** Lines of an attempt as a test states them. */
export interface LogSpecimen {
  readonly runId: string;
  readonly attempt?: number;
  /** Number of the first line. */
  readonly first?: number;
  readonly stream?: LogStream;
  readonly at?: string;
  readonly texts: readonly string[];
}

/** A block of these lines. */
export async function logBlock(specimen: LogSpecimen): Promise<PackedBlock> {
  const {
    runId,
    attempt = 1,
    first = 1,
    stream = 'stdout',
    at = '2026-01-01T00:00:00.000Z',
    texts,
  } = specimen;
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  const packed = await packLogText(logTextOf([{ stream, at, count: texts.length, bytes }]));
  return packedBlock(runId, seqOf(attempt, first), seqOf(attempt, first + texts.length - 1), packed);
}
