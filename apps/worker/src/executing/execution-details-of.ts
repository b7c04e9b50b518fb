import type { EndingProof, ExecutionDetails } from '@orrery/domain';
import type { Cell } from '../isolating/cell.js';
import type { EndTally } from '../killing/end-processes.js';

/** What is told of an attempt whose processes have ended. Without the proof where something could not be ended. */
export function detailsOf(
  cell: Pick<Cell, 'details' | 'proof' | 'usage'>,
  tally: EndTally,
  at: Date,
): ExecutionDetails {
  const resources = cell.usage();
  return {
    isolation: cell.details,
    ...(resources === undefined ? {} : { resources }),
    ...(tally.left > 0 ? {} : { ending: proofOf(cell.proof, tally, at) }),
  };
}

function proofOf(seen: EndingProof['seen'], { ended, killed }: EndTally, at: Date): EndingProof {
  const by = killed > 0 ? 'kill' : ended > 0 ? 'term' : 'exit';
  return { by, seen, processes: ended, at: at.toISOString() };
}
