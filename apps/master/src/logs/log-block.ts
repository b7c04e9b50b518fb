import {
  attemptOf,
  linesOfLogText,
  linesPerAttempt,
  logTextOf,
  packLogText,
  piecesOf,
  seqOf,
  unpackLogText,
  type LogChunkMessage,
  type LogLine,
  type LogLineDto,
} from '@orrery/contracts';

/** Consecutive lines of an attempt as they are kept. */
export interface LogBlock {
  readonly runId: string;
  /** Where its first and its last line stand in the run. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly content: LogContent;
}

export type LogContent =
  | { readonly kind: 'packed'; readonly bytes: Buffer }
  /** Of blocks kept before they were packed. */
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] };

/** A block as every store can keep it. */
export interface PackedBlock extends LogBlock {
  readonly content: Extract<LogContent, { kind: 'packed' }>;
}

/** The form of ids (UUID, RFC 9562): they become names of folders. */
const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Far above what workers put into a chunk. */
const mostLines = 1_048_576;
const mostBytes = 8 * 1024 * 1024;

/** The block of a chunk; undefined when it has no lines. @throws Error for one that no worker sends: it must not be kept. */
export async function blockOf(chunk: LogChunkMessage): Promise<PackedBlock | undefined> {
  if (chunk.v === 2) {
    const bytes = Buffer.from(chunk.packed, 'base64');
    return checkedBlock(chunk, chunk.first, chunk.last, bytes);
  }
  const [first, last] = [chunk.lines[0], chunk.lines.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const bytes = await packLogText(logTextOf(piecesOf(chunk.lines)));
  return checkedBlock(chunk, first.n, last.n, bytes);
}

export function packedBlock(runId: string, firstSeq: number, lastSeq: number, bytes: Buffer): PackedBlock {
  return { runId, firstSeq, lastSeq, content: { kind: 'packed', bytes } };
}

function checkedBlock(
  { runId, attempt }: Pick<LogChunkMessage, 'runId' | 'attempt'>,
  first: number,
  last: number,
  bytes: Buffer,
): PackedBlock {
  const isPlace = [attempt, first, last, seqOf(attempt, last)].every((n) => Number.isSafeInteger(n) && n > 0);
  const isRange = first <= last && last <= linesPerAttempt && last - first < mostLines;
  const isId = typeof runId === 'string' && idForm.test(runId);
  if (!isId || !isPlace || !isRange) throw new Error('it does not say rightly where its lines stand');
  if (bytes.length > mostBytes) throw new Error(`it has ${bytes.length} bytes`);
  return packedBlock(runId, seqOf(attempt, first), seqOf(attempt, last), bytes);
}

/** Its lines, in order. @throws Error when its content is spoilt. */
export async function linesOfBlock({ firstSeq, lastSeq, content }: LogBlock): Promise<LogLineDto[]> {
  const attempt = attemptOf(firstSeq);
  const first = firstSeq - seqOf(attempt, 0);
  const lines =
    content.kind === 'packed'
      ? linesOfLogText(await unpackLogText(content.bytes), first, lastSeq - firstSeq + 1)
      : content.lines;
  return lines.map(({ n, stream, at, text }) => ({ seq: seqOf(attempt, n), attempt, stream, at, text }));
}

/** Its lines; of a block that is spoilt none: they show as a gap, and do not hide all others. */
export async function readableLines(block: LogBlock): Promise<LogLineDto[]> {
  try {
    return await linesOfBlock(block);
  } catch {
    return [];
  }
}
