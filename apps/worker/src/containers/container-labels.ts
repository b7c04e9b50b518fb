import type { DispatchMessage } from '@orrery/contracts';
import type { WorkerIdentity } from '../identity/worker-identity.js';

type Owner = Pick<WorkerIdentity, 'id' | 'home' | 'epoch'>;

export const epochLabel = 'orrery.epoch';

/** By which a worker finds its containers again, also in its next life. */
export function ownerLabels({ id, home }: Pick<Owner, 'id' | 'home'>): Record<string, string> {
  return { 'orrery.worker': id, 'orrery.home': home };
}

/** Whose container it is, and what for. */
export function containerLabels(owner: Owner, { runId, attempt }: DispatchMessage): Record<string, string> {
  const attemptLabels = { 'orrery.run': runId, 'orrery.attempt': String(attempt) };
  return { ...ownerLabels(owner), [epochLabel]: owner.epoch, ...attemptLabels };
}
