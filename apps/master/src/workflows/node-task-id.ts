import { createHash } from 'node:crypto';

/** Which task of a node: the one it runs, or the one that undoes it. */
export type NodeTaskRole = 'task' | 'compensate';

/**
 * The id under which the versions of an inline task are kept, in the shape of a UUID: always the same, so that a run knows it
 * without looking. Its versions are those of its workflow.
 */
export function nodeTaskId(workflowId: string, nodeId: string, role: NodeTaskRole): string {
  const digest = createHash('sha256').update(`${workflowId}\n${nodeId}\n${role}`).digest();
  // Version 8 of RFC 9562: made of whatever its maker likes.
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
