import type { ProcessSpec } from './supervisor.mjs';

/** Asks the processes of a plan until each is ready; false when the signal ended the asking before. */
export function allReady(specs: readonly Pick<ProcessSpec, 'env'>[], signal: AbortSignal): Promise<boolean>;
