/** The beginning of a body as text, and whether there was more. */
export interface LimitedText {
  readonly text: string;
  readonly truncated: boolean;
}

/** What was read of a body, and whether it is longer than it may be. */
export interface ReadBody extends LimitedText {
  readonly isTooLong: boolean;
}

/** The beginning of a text that was read. */
export function shortened(read: LimitedText, limitBytes: number): LimitedText {
  const bytes = Buffer.from(read.text);
  if (bytes.length <= limitBytes) return read;
  return { text: bytes.toString('utf8', 0, limitBytes), truncated: true };
}

/**
 * Reads at most `keepBytes` of a response body and gives the connection back.
 * @param mostBytes how long it may be: it is read on to see whether it is longer, without keeping more of it.
 */
export async function readLimited(
  body: AsyncIterable<Uint8Array> | null,
  keepBytes: number,
  mostBytes?: number,
): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    if (size <= keepBytes) chunks.push(chunk);
    size += chunk.length;
    if (size > (mostBytes ?? keepBytes)) break;
  }
  const text = Buffer.concat(chunks).toString('utf8', 0, keepBytes);
  return { text, truncated: size > keepBytes, isTooLong: mostBytes !== undefined && size > mostBytes };
}
