import type { WaitCauseDto } from '@orrery/contracts';
import { isTerminal, isWorkflowGroup, pauseReason } from '@orrery/domain';
import { explainGroup } from './explain-group.js';
import { explainLimits } from './explain-limits.js';
import { explainSlots } from './explain-slots.js';
import { explainWorkflow, runningWorkflow } from './explain-workflow.js';
import type { RunSnapshot } from './run-snapshot.js';

/** Everything that keeps the run from running, in the order in which it has to go away. Never empty. */
export function explainRun(snapshot: RunSnapshot): WaitCauseDto[] {
  const { run } = snapshot;
  if (isTerminal(run.state)) return [ended(snapshot)];
  if (run.shards !== undefined) return [divided(run.shards)];
  if (run.state === 'running') return [...explainWorkflow(snapshot), running(snapshot)];
  const away = snapshot.isBrokerAway ? [brokerAway] : [];
  if (run.state === 'dispatched') return [...away, dispatched(snapshot)];
  const causes = [
    ...notYet(snapshot),
    ...paused(snapshot),
    ...turn(snapshot),
    ...explainWorkflow(snapshot),
    ...explainLimits(snapshot),
    ...explainSlots(snapshot),
    ...away,
    ...explainGroup(snapshot),
  ];
  return causes.length > 0 ? causes : [soon(snapshot)];
}

/** Of what a cause may say. */
const longestMessage = 2_000;

const brokerAway: WaitCauseDto = {
  code: 'broker_away',
  message: 'The message broker is away; runs go out as soon as it is back.',
};

function soon({ group }: RunSnapshot): WaitCauseDto {
  return { code: 'queue', group: group.name, message: 'Nothing stands in its way; it goes out in a moment.' };
}

function ended({ run }: RunSnapshot): WaitCauseDto {
  const at = run.finishedAt?.toISOString() ?? 'an unknown time';
  const why = run.failure === undefined ? '.' : `: ${run.failure}`;
  return { code: 'ended', message: `The run is over: ${run.state} at ${at}${why}`.slice(0, longestMessage) };
}

function running({ run, workflow }: RunSnapshot): WaitCauseDto {
  const since = run.startedAt?.toISOString() ?? 'an unknown time';
  if (workflow) return runningWorkflow(workflow, since);
  return {
    code: 'running',
    message: `It is running on worker ${run.workerId ?? '?'} since ${since}, attempt ${run.attempt}.`,
  };
}

function divided(shards: number): WaitCauseDto {
  return { code: 'shards', message: `It was divided into ${shards} part(s), and is over when they are.` };
}

function dispatched({ run, group }: RunSnapshot): WaitCauseDto {
  const to = run.workerId === null ? `the queue of group ${group.name}` : `worker ${run.workerId}`;
  const since = run.sentAt === null ? '' : ` at ${run.sentAt.toISOString()}`;
  const again =
    run.eligibleAt === null
      ? ''
      : ` Lost on the way, it is sent again after ${run.eligibleAt.toISOString()}.`;
  return {
    code: 'dispatched',
    group: group.name,
    message: `It was sent to ${to}${since} and no worker has accepted it yet.${again}`,
  };
}

function notYet({ run, now }: RunSnapshot): WaitCauseDto[] {
  if (run.dueAt <= now) return [];
  const until = run.dueAt.toISOString();
  return run.attempt > 1
    ? [{ code: 'retry_backoff', until, message: `Attempt ${run.attempt} starts at ${until}, after a pause.` }]
    : [{ code: 'not_due', until, message: `It is due at ${until}.` }];
}

function paused({ pause, group }: RunSnapshot): WaitCauseDto[] {
  if (!pause) return [];
  const reason = pauseReason(pause, isWorkflowGroup(group.name) ? 'workflow' : 'task');
  const message = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  return [{ code: `paused_${pause.scope}`, message }];
}

function turn({ turn: before }: RunSnapshot): WaitCauseDto[] {
  if (!before) return [];
  const { runIds, count } = before;
  const message = `It waits for ${count} run(s) of its schedule to end: ${runIds.join(', ')}.`;
  return [{ code: 'turn', runIds: [...runIds], runCount: count, message }];
}
