/** How soon and how often people are notified. */
export interface NotifyingPace {
  /** A failure waits so long, so that the end of its log has arrived and failures of the same moment travel together. */
  readonly settleMs: number;
  /** Between two notifications of one alarm to one receiver. */
  readonly leastIntervalMs: number;
  /** A notification that cannot be delivered is tried for so long after its newest failure. */
  readonly giveUpAfterMs: number;
}

export const defaultNotifyingPace: NotifyingPace = {
  settleMs: 1_000,
  leastIntervalMs: 60_000,
  giveUpAfterMs: 86_400_000,
};
