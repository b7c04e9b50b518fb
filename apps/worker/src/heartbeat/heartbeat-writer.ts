import type { HeartbeatMessage } from '@orrery/contracts';
import { monotonicMs, ResourceSampler } from '@orrery/runtime';
import { WorkerPulse, type PulseState } from './worker-pulse.js';

/** The unchanging part of a worker's heartbeats. */
export type HeartbeatHead = Pick<
  HeartbeatMessage,
  'workerId' | 'workerEpoch' | 'group' | 'labels' | 'slots' | 'host' | 'version' | 'startedAt' | 'isolation'
>;

/** Writes heartbeats from what is known of the worker and sampled of its machine. */
export class HeartbeatWriter {
  private readonly sampler: ResourceSampler;

  constructor(
    private readonly head: HeartbeatHead,
    private readonly pulse: WorkerPulse,
    directory: string,
  ) {
    this.sampler = new ResourceSampler(directory);
  }

  async write(at: Date, state: PulseState = this.pulse.state): Promise<HeartbeatMessage> {
    const { busy, loopLagMs, strain } = this.pulse;
    const leaseStampMs = monotonicMs();
    const sampled = await this.sampler.sample(loopLagMs);
    const resources = strain === undefined ? sampled : { ...sampled, strain };
    const head = { v: 1, ...this.head, seq: this.pulse.nextBeat(), state, busy } as const;
    return { ...head, at: at.toISOString(), leaseStampMs, resources };
  }
}
