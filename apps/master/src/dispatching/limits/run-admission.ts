import { Injectable } from '@nestjs/common';
import type { AdmitVerdict } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import { PauseState } from '../../definitions/pause-state.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import type { WaitingRun } from '../parking/parked-runs.js';
import { waitsFor } from '../parking/waits-for.js';
import { LimitBook } from './limit-book.js';
import type { Subject } from './limit-reader.js';
import { RunLimiter, type Judgement } from './run-limiter.js';

/** What pauses and limits say of runs. */
export interface Admission {
  readonly admitted: readonly DispatchRow[];
  readonly waiting: readonly WaitingRun[];
  /** Of those that fall under limits; undefined: none does. */
  readonly judgement?: Judgement;
}

/** Lets runs go as far as pauses, pools, rates, and their task's own limit allow. */
@Injectable()
export class RunAdmission {
  constructor(
    private readonly pauses: PauseState,
    private readonly book: LimitBook,
    private readonly limiter: RunLimiter,
    private readonly definitions: DefinitionCache,
  ) {}

  /** The runs must be pending and locked, their definitions loaded. What they take is written by `settle`. */
  async admit(session: Session, runs: readonly DispatchRow[]): Promise<Admission> {
    const paused = runs.flatMap((run) => this.#paused(run) ?? []);
    const subjects = this.#subjects(runs, paused);
    if (subjects.length === 0) return { admitted: without(runs, paused), waiting: paused };
    const judgement = await this.limiter.judge(session, subjects);
    const limited = subjects.flatMap(({ run }) => heldBack(run, judgement.verdicts.get(run.id)!) ?? []);
    const waiting = [...paused, ...limited];
    return { admitted: without(runs, waiting), waiting, judgement };
  }

  /** Writes what was taken, once it is known which of the admitted runs go. The others give back what they had. */
  async settle(session: Session, admission: Admission, going: readonly DispatchRow[]): Promise<void> {
    await this.limiter.settle(session, admission.judgement, going);
    const goingIds = new Set(going.map((run) => run.id));
    const dropped = [
      ...admission.admitted.filter((run) => !goingIds.has(run.id)),
      ...admission.waiting.filter(({ waitsFor: key }) => !keepsSlots(key)).map(({ run }) => run),
    ];
    const limited = dropped.filter((run) => this.book.isLimited(run, this.definitions.get(run)));
    await this.limiter.release(
      session,
      limited.map((run) => run.id),
    );
  }

  #paused(run: DispatchRow): WaitingRun | undefined {
    const pause = this.pauses.of(run.project, run.task_id);
    return pause && { run, waitsFor: waitsFor.end(pause) };
  }

  #subjects(runs: readonly DispatchRow[], paused: readonly WaitingRun[]): Subject[] {
    return without(runs, paused)
      .map((run) => ({ run, limits: this.book.limitsOf(run, this.definitions.get(run)) }))
      .filter(({ limits }) => limits.length > 0);
  }
}

function heldBack(run: DispatchRow, verdict: AdmitVerdict): WaitingRun | undefined {
  return verdict.kind === 'wait'
    ? { run, waitsFor: waitsFor[verdict.for](verdict.limit, run.weight) }
    : undefined;
}

/** A run that waits for slots of a wide limit keeps those of narrower ones. */
function keepsSlots(key: string): boolean {
  return key.startsWith('pool:') || key.startsWith('task:');
}

function without(runs: readonly DispatchRow[], waiting: readonly WaitingRun[]): readonly DispatchRow[] {
  if (waiting.length === 0) return runs;
  const ids = new Set(waiting.map(({ run }) => run.id));
  return runs.filter((run) => !ids.has(run.id));
}
