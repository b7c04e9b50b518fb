import type { NodeAnalysisDto } from '@orrery/contracts';
import type { NodeState, WorkflowNode } from '@orrery/domain';
import { durationsOf, share, trendOf } from './figures.js';
import type { RanNode } from './ran-nodes.js';

/** Collects what became of a node in workflow runs, which come newest first. */
export class NodeDigest {
  readonly #queuedMs: number[] = [];
  readonly #runningMs: number[] = [];
  #failures = 0;
  #skips = 0;
  #retried = 0;
  #onPath = 0;
  #shares = 0;

  constructor(private readonly node: WorkflowNode) {}

  /** @param ran absent: it has not run. */
  add(state: NodeState, ran: RanNode | undefined): void {
    if (state === 'failed') this.#failures += 1;
    if (state === 'skipped' || state === 'upstream_failed') this.#skips += 1;
    if (!ran) return;
    if (ran.queuedMs !== null) this.#queuedMs.push(ran.queuedMs);
    this.#runningMs.push(ran.runningMs);
    if (ran.isRetried) this.#retried += 1;
  }

  /** Notes that the critical path of a workflow run went through it. @param part of the duration of the whole. */
  addToPath(part: number): void {
    this.#onPath += 1;
    this.#shares += part;
  }

  /** What it would save all workflow runs together not to have it, as the sum of shares. */
  get weight(): number {
    return this.#shares;
  }

  /** @param runs how many workflow runs were looked at. */
  told(runs: number, isWithTrend: boolean): NodeAnalysisDto {
    return {
      nodeId: this.node.id,
      kind: this.node.kind,
      runs: this.#runningMs.length,
      failures: this.#failures,
      skips: this.#skips,
      retriedShare: share(this.#retried, this.#runningMs.length),
      queued: durationsOf(this.#queuedMs),
      running: durationsOf(this.#runningMs),
      onCriticalPath: this.#onPath,
      meanShare: share(this.#shares, this.#onPath),
      contribution: share(this.#shares, runs),
      trend: isWithTrend ? trendOf(this.#runningMs.toReversed()) : null,
    };
  }
}
