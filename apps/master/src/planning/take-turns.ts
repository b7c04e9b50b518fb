import { isSerial, planTurns, type TurnPlan } from '@orrery/domain';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { RunTurn } from '../persistence/stores/run-turn.store.js';
import { unfiredByOverlap, type Unfired } from './fire-reasons.js';
import type { PlanningSubject, SettledTimes } from './plan-schedule.js';

type TakenTurns = Omit<SettledTimes, 'fires' | 'dropped'> & {
  /** Runs that the overlap mode does not let come into being. */
  readonly unfired: readonly { readonly run: RunRow; readonly unfired: Unfired }[];
};

/** Gives the new runs of a schedule their turns beside those that have not ended, as its overlap mode says. */
export function takeTurns({ schedule, turns }: PlanningSubject, made: readonly RunRow[]): TakenTurns {
  if (!isSerial(schedule.overlap))
    return { runs: made, turns: [], replaced: new Map(), cancelled: [], unfired: [] };
  const plan = planTurns(
    schedule.overlap,
    present(turns),
    made.map((run) => run.id),
  );
  const judged = made.map((run) => ({ run, unfired: unfiredByOverlap(plan.verdicts.get(run.id)!) }));
  const runs = judged.flatMap(({ run, unfired }) => (unfired ? [] : [waitingOrNot(run, plan)]));
  return {
    runs,
    turns: runs.map((run) => ({
      scheduleId: schedule.id,
      plannedAt: run.planned_at!,
      runId: run.id,
      state: isQueued(run, plan) ? 'queued' : 'open',
    })),
    replaced: replacedTurns(turns, plan),
    cancelled: [...plan.cancelled],
    unfired: judged.flatMap(({ run, unfired }) => (unfired ? [{ run, unfired }] : [])),
  };
}

function present(turns: readonly RunTurn[]) {
  const ids = (state: RunTurn['state']) =>
    turns.filter((turn) => turn.state === state).map((turn) => turn.runId);
  return { open: ids('open'), queued: ids('queued') };
}

function isQueued(run: RunRow, plan: TurnPlan): boolean {
  return plan.verdicts.get(run.id)?.kind === 'queued';
}

/** Out of the backlog until it is let go; how long it may stay in there counts from then. */
function waitingOrNot(run: RunRow, plan: TurnPlan): RunRow {
  return isQueued(run, plan) ? { ...run, eligible_at: null, queue_deadline_at: null } : run;
}

function replacedTurns(turns: readonly RunTurn[], plan: TurnPlan): Map<RunTurn, string> {
  const replaced = new Map<RunTurn, string>();
  for (const turn of turns) {
    const by = plan.replaced.get(turn.runId);
    if (by !== undefined) replaced.set(turn, by);
  }
  return replaced;
}
