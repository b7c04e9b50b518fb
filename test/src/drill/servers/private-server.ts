import type { InstanceProcess } from '@orrery/scripts/services/acquire.mjs';

/** One server of the drill, as the faults handle it. */
export interface PrivateServer {
  readonly process: InstanceProcess;
  /** It answers clients. */
  untilReady(): Promise<void>;
}
