import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UnavailableError } from '@orrery/domain';
import { layOut } from './lay-out.js';
import type { Layout, LayoutPlan } from './layout.js';

/** Built code beside the sources as well: a thread cannot read sources. */
const program = new URL('../../../dist/drawing/layout/layout-thread.js', import.meta.url);

/** So many boxes and edges are laid out faster (in some 50 ms) than a thread starts and answers. */
const INLINE_LIMIT = 60;

export interface LayoutLimits {
  /** How long a layout may take, with its wait for a thread. */
  readonly deadlineMs: number;
  readonly threads: number;
  /** Layouts that may wait for a thread; more are refused. */
  readonly waiting: number;
}

/** Lays out large graphs in threads, so that the event loop stays free; few at a time, and none for longer than the deadline. */
export class LayoutThreads {
  private busy = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly limits: LayoutLimits) {}

  async layOut(plan: LayoutPlan): Promise<Layout> {
    if (plan.boxes.length + plan.edges.length <= INLINE_LIMIT) return layOut(plan);
    const signal = AbortSignal.timeout(this.limits.deadlineMs);
    await this.takeThread();
    try {
      return await this.inThread(plan, signal);
    } finally {
      this.freeThread();
    }
  }

  private async takeThread(): Promise<void> {
    if (this.busy < this.limits.threads) {
      this.busy += 1;
      return;
    }
    if (this.queue.length >= this.limits.waiting) {
      throw new UnavailableError(
        'Too many graphs are being drawn at this moment; try again in a few seconds.',
      );
    }
    await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  /** A thread that becomes free is handed on, so that nobody takes it in between. */
  private freeThread(): void {
    const next = this.queue.shift();
    if (next === undefined) this.busy -= 1;
    else next();
  }

  private async inThread(plan: LayoutPlan, signal: AbortSignal): Promise<Layout> {
    if (signal.aborted) throw this.tooLate(plan);
    // Without the flags of this process: the thread is built code, even where this process resolves packages to sources.
    const thread = new Worker(program, { workerData: plan, execArgv: [] });
    try {
      const [layout] = (await once(thread, 'message', { signal })) as [Layout];
      return layout;
    } catch (error) {
      throw signal.aborted ? this.tooLate(plan) : error;
    } finally {
      await thread.terminate();
    }
  }

  private tooLate({ boxes, edges }: LayoutPlan): UnavailableError {
    return new UnavailableError(
      `The graph of ${boxes.length} nodes and ${edges.length} edges was not laid out within ${this.limits.deadlineMs} ms. ` +
        'The timeline and the list of nodes show workflow runs of any size.',
    );
  }
}

/** For the whole process: its processors are what is shared out. */
export const layoutThreads = new LayoutThreads({ deadlineMs: 10_000, threads: 2, waiting: 16 });
