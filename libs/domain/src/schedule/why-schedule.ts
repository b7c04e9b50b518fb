import { pauseReason, type Pause } from '../project/pause.js';
import type { OverlapMode } from './overlap-mode.js';
import { upstreamOf, type TargetKind } from './target.js';
import type { ScheduleState, Trigger } from './trigger.js';

/** What may keep a schedule from firing, and how it goes on when nothing does. */
export const scheduleCauses = [
  'cluster_paused',
  'project_paused',
  'schedule_paused',
  'task_deleted',
  'task_paused',
  'exhausted',
  'before_start',
  'waits_for_run',
  'waits_for_turn',
  'waits_for_event',
  'waits_for_success',
  'outside_daily_window',
  'overdue',
  'fires_next',
] as const;
export type ScheduleCauseCode = (typeof scheduleCauses)[number];

/** One thing that keeps a schedule from firing, or how it goes on. */
export interface ScheduleCause {
  readonly code: ScheduleCauseCode;
  /** For people. */
  readonly message: string;
  /** When it is over, as far as that is known. */
  readonly until?: Date;
  readonly runId?: string;
  readonly taskId?: string;
  readonly project?: string;
}

/** All that decides about the next fire of a schedule, at one moment. */
export interface ScheduleSnapshot {
  readonly now: Date;
  readonly state: ScheduleState;
  readonly trigger: Trigger;
  readonly overlap: OverlapMode;
  readonly startAt: Date | null;
  readonly nextFireAt: Date | null;
  readonly targetKind: TargetKind;
  readonly taskId: string;
  readonly taskExists: boolean;
  readonly pauses: readonly Pause[];
  /** The run a fixed delay waits for, if it has not ended. */
  readonly awaitedRunId: string | null;
  /** Runs of a serial schedule that have not ended, in their order. */
  readonly open: readonly string[];
  readonly queued: readonly string[];
  /** When its hours begin; null: they are now, or it has none. */
  readonly opensAt: Date | null;
}

/** A planned time older than this that nobody has planned is overdue. */
export const overdueAfterMs = 5_000;

/** Why a schedule does not fire now: what has to change, the first thing first; the last cause says how it goes on. */
export function whySchedule(snapshot: ScheduleSnapshot): ScheduleCause[] {
  const stopping = [...stopped(snapshot), ...exhausted(snapshot)];
  const waiting = [
    ...beforeStart(snapshot),
    ...behindRuns(snapshot),
    ...forOthers(snapshot),
    ...closed(snapshot),
  ];
  return [...stopping, ...waiting, ...goingOn(snapshot)];
}

function stopped({ pauses, state, targetKind, taskExists, taskId }: ScheduleSnapshot): ScheduleCause[] {
  const causeOf = (pause: Pause) => pauseCause(pause, targetKind);
  const causes = pauses.filter(({ scope }) => scope !== 'task').map(causeOf);
  if (state === 'paused') {
    causes.push({ code: 'schedule_paused', message: 'the schedule is paused; resume it' });
  }
  if (!taskExists) causes.push({ code: 'task_deleted', message: `its ${targetKind} was deleted`, taskId });
  return [...causes, ...pauses.filter(({ scope }) => scope === 'task').map(causeOf)];
}

function pauseCause(pause: Pause, target: TargetKind): ScheduleCause {
  const message = `${pauseReason(pause, target)}: planned times are skipped until it is resumed`;
  switch (pause.scope) {
    case 'cluster':
      return { code: 'cluster_paused', message };
    case 'project':
      return { code: 'project_paused', message, project: pause.project };
    case 'task':
      return { code: 'task_paused', message, taskId: pause.taskId };
  }
}

function exhausted({ state }: ScheduleSnapshot): ScheduleCause[] {
  if (state !== 'exhausted') return [];
  return [{ code: 'exhausted', message: 'none of its times lies in the future: it will not fire again' }];
}

function beforeStart({ startAt, now }: ScheduleSnapshot): ScheduleCause[] {
  if (!startAt || startAt <= now) return [];
  return [{ code: 'before_start', message: `it starts at ${startAt.toISOString()}`, until: startAt }];
}

function behindRuns({ awaitedRunId, open, queued, overlap, trigger }: ScheduleSnapshot): ScheduleCause[] {
  if (awaitedRunId !== null && trigger.kind === 'fixedDelay') {
    const message = `run ${awaitedRunId} has not ended; the next one follows ${trigger.everyMs} ms after its end`;
    return [{ code: 'waits_for_run', message, runId: awaitedRunId }];
  }
  const [runId] = open;
  if (runId === undefined || overlap === 'ALLOW') return [];
  const waiting = queued.length === 0 ? '' : `; ${queued.length} more wait for it`;
  const message = `run ${runId} has not ended${waiting}: what fires now ${beside[overlap]}`;
  return [{ code: 'waits_for_turn', message, runId }];
}

const beside: Readonly<Record<Exclude<OverlapMode, 'ALLOW'>, string>> = {
  SKIP: 'is skipped',
  QUEUE_ONE: 'waits, if nothing else does, and is skipped otherwise',
  QUEUE_ALL: 'waits',
  CANCEL_RUNNING: 'cancels it and starts after its end',
  REPLACE_QUEUED: 'waits, in place of what waits already',
};

function forOthers({ trigger, state }: ScheduleSnapshot): ScheduleCause[] {
  if (state !== 'active') return [];
  if (trigger.kind === 'event') {
    return [{ code: 'waits_for_event', message: `it fires with each event "${trigger.event}"` }];
  }
  const upstream = upstreamOf(trigger);
  if (!upstream) return [];
  const { kind, id } = upstream;
  const message = `it fires with each success of ${kind} ${id}`;
  return [{ code: 'waits_for_success', message, ...(kind === 'task' && { taskId: id }) }];
}

function closed({ opensAt, now, state }: ScheduleSnapshot): ScheduleCause[] {
  if (state !== 'active' || !opensAt || opensAt <= now) return [];
  const message = `its hours of the day begin at ${opensAt.toISOString()}`;
  return [{ code: 'outside_daily_window', message, until: opensAt }];
}

function goingOn({ nextFireAt, now, state }: ScheduleSnapshot): ScheduleCause[] {
  if (state !== 'active' || !nextFireAt) return [];
  const at = nextFireAt.toISOString();
  if (now.getTime() - nextFireAt.getTime() <= overdueAfterMs) {
    return [{ code: 'fires_next', message: `it fires next at ${at}`, until: nextFireAt }];
  }
  return [{ code: 'overdue', message: `its planned time ${at} has come and no master has planned it yet` }];
}
