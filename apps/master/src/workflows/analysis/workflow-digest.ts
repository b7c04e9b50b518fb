import type { NodeAnalysisDto, WorkflowAnalysisDto, WorkflowEndsDto } from '@orrery/contracts';
import { criticalPathOfRun, type NodeKind, type RunGraph } from '@orrery/domain';
import type { EndedRun } from './ended-run-reader.js';
import { durationsOf, share, trendOf } from './figures.js';
import { NodeDigest } from './node-digest.js';

/** Nodes whose trend is told. */
const nodesWithTrend = 10;

/** Nodes that wait for something else than a worker, and work on nothing. */
const waitingKinds: ReadonlySet<NodeKind> = new Set(['delay', 'waitUntil', 'approval', 'dependent', 'event']);

type Figures = Omit<WorkflowAnalysisDto, 'workflowId' | 'workflowName' | 'version' | 'mostRuns'>;

/** Collects what workflow runs of one version tell of it. They come newest first; none of them is kept. */
export class WorkflowDigest {
  readonly #ends: WorkflowEndsDto = {
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    compensated: 0,
    compensation_failed: 0,
  };
  readonly #durationsMs: number[] = [];
  readonly #times = { queuedMs: 0, waitingMs: 0, workingMs: 0, betweenMs: 0 };
  readonly #nodes: readonly NodeDigest[];
  #runs = 0;
  #oldestAt: Date | null = null;
  #newestAt: Date | null = null;

  constructor(private readonly graph: RunGraph) {
    this.#nodes = graph.nodes.all.map(({ node }) => new NodeDigest(node));
  }

  add(run: EndedRun): void {
    const { row, states, ran } = run;
    this.#runs += 1;
    this.#ends[row.state as keyof WorkflowEndsDto] += 1;
    this.#newestAt ??= row.created_at;
    this.#oldestAt = row.created_at;
    for (const [number, digest] of this.#nodes.entries()) digest.add(states.of(number), ran.get(number));
    this.#addTimes(run);
    if (row.started_at && row.finished_at) this.#addPath(run, row.started_at, row.finished_at);
  }

  #addTimes({ ran }: EndedRun): void {
    for (const [number, { queuedMs, runningMs }] of ran) {
      const isWaiting = waitingKinds.has(this.graph.nodes.all[number]!.node.kind);
      this.#times.queuedMs += queuedMs ?? 0;
      this.#times[isWaiting ? 'waitingMs' : 'workingMs'] += runningMs;
    }
  }

  #addPath({ ran }: EndedRun, startedAt: Date, finishedAt: Date): void {
    const wholeMs = Math.max(0, finishedAt.getTime() - startedAt.getTime());
    this.#durationsMs.push(wholeMs);
    for (const step of criticalPathOfRun(this.graph, ran, startedAt)) {
      const stepMs = step.endedAt.getTime() - step.startedAt.getTime();
      this.#nodes[step.number]!.addToPath(wholeMs === 0 ? 0 : Math.min(1, stepMs / wholeMs));
      this.#times.betweenMs += step.waitMs;
    }
  }

  told(): Figures {
    return {
      runsLookedAt: this.#runs,
      oldestAt: this.#oldestAt?.toISOString() ?? null,
      newestAt: this.#newestAt?.toISOString() ?? null,
      ends: this.#ends,
      successRate: this.#runs === 0 ? null : share(this.#ends.succeeded, this.#runs),
      durations: durationsOf(this.#durationsMs),
      trend: trendOf(this.#durationsMs.toReversed()),
      times: this.#times,
      nodes: this.#toldNodes(),
    };
  }

  /** Those that contribute alike stay in the order of the definition. */
  #toldNodes(): NodeAnalysisDto[] {
    const ranked = this.#nodes.toSorted((one, other) => other.weight - one.weight);
    return ranked.map((digest, rank) => digest.told(this.#runs, rank < nodesWithTrend));
  }
}
