import type { HeartbeatMessage } from '@orrery/contracts';
import { WorkerPulse, type PulseState } from './worker-pulse.js';
import { ResourceSampler } from './resource-sampler.js';

/** The unchanging part of a worker's heartbeats. */
export type HeartbeatHead = Pick<
  HeartbeatMessage,
  'workerId' | 'workerEpoch' | 'group' | 'labels' | 'slots' | 'host' | 'version' | 'startedAt'
>;

/** Writes heartbeats from what is known of the worker and sampled of its machine. */
export class HeartbeatWriter {
  private readonly sampler: ResourceSampler;
  private written = 0;

  constructor(
    private readonly head: HeartbeatHead,
    private readonly pulse: WorkerPulse,
    directory: string,
  ) {
    this.sampler = new ResourceSampler(directory);
  }

  async write(at: Date, state: PulseState = this.pulse.state): Promise<HeartbeatMessage> {
    const { busy, loopLagMs } = this.pulse;
    const resources = await this.sampler.sample(loopLagMs);
    this.written += 1;
    return { v: 1, ...this.head, seq: this.written, state, busy, at: at.toISOString(), resources };
  }
}
