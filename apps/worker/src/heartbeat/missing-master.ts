import type { Logger } from '@orrery/runtime';
import type { Lease } from '../fencing/lease.js';

const usualLimitMs = 10_000;

/** Says so when a worker that has just started is heard by no master: its broker is there, but perhaps not its namespace. */
export class MissingMaster {
  private timer: NodeJS.Timeout | undefined;
  private forget: (() => void) | undefined;

  constructor(
    private readonly lease: Pick<Lease, 'onRenewed'>,
    private readonly namespace: string,
    private readonly logger: Pick<Logger, 'warn' | 'info'>,
    private readonly limitMs = usualLimitMs,
  ) {}

  /** To be called when the first heartbeat is on its way. */
  start(): void {
    let isMissed = false;
    this.timer = setTimeout(() => {
      isMissed = true;
      this.logger.warn(
        `no master has answered in the namespace "${this.namespace}" for ${this.limitMs / 1_000} s: does ORRERY_NAMESPACE (--namespace) name that of the cluster?`,
      );
    }, this.limitMs);
    this.timer.unref();
    this.forget = this.lease.onRenewed(() => {
      this.stop();
      if (isMissed) this.logger.info(`a master answers in the namespace "${this.namespace}"`);
    });
  }

  /** Stopping twice, or before the start, is fine. */
  stop(): void {
    clearTimeout(this.timer);
    this.forget?.();
    this.forget = undefined;
  }
}
