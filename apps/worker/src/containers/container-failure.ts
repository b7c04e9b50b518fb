import type { RunFailure } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import { EngineAway, EngineRefusal } from './engine-errors.js';

/** What is known of a container whose engine does not do as it is told. */
export interface Uncertainty {
  readonly hasBegun: boolean;
  /** The engine has said that it is gone. */
  readonly isGone: boolean;
  /** Running its task twice does no harm. */
  readonly idempotent: boolean;
}

/** Why an attempt failed whose engine refused, or was away for too long. Undefined: the error is none of an engine. */
export function engineFailure(error: unknown, known: Uncertainty): RunFailure | undefined {
  if (error instanceof EngineRefusal) {
    return { kind: 'spawn', message: `the container engine refused: ${messageOf(error)}` };
  }
  if (!(error instanceof EngineAway)) return undefined;
  const message = `the container engine is away: ${messageOf(error)}; ${stateOf(known)}`;
  const mayRunTwice = known.hasBegun && !known.isGone && !known.idempotent;
  return { kind: 'isolation_unavailable', message, ...(mayRunTwice && { retry: { kind: 'never' } }) };
}

function stateOf({ hasBegun, isGone, idempotent }: Uncertainty): string {
  if (!hasBegun) return 'its command has not begun';
  if (isGone) return 'its container was removed, and what ran in it was killed';
  const after = idempotent ? '' : ', and so it is not tried again';
  return `its container may run on until the engine is back${after}`;
}
