import type { WaitCauseDto } from '@orrery/contracts';
import type { RunSnapshot, WorkflowWaitView } from './run-snapshot.js';

/** Runs that a cause names. */
const mostNamed = 20;
/** Of what a cause may say. */
const longestText = 1_800;

/** The circle that a workflow run is a part of, if it is: its youngest node that has not begun fails in a moment. */
export function explainWorkflow({ workflow }: RunSnapshot): WaitCauseDto[] {
  if (!workflow?.circle) return [];
  const { text, count } = workflow.circle;
  const message = `It waits in a circle, which is about to be broken: ${text}`.slice(0, longestText);
  return [{ code: 'circle', runCount: count, message: `${message}.` }];
}

/** What a workflow run that has begun waits for. */
export function runningWorkflow({ inside, notBegun }: WorkflowWaitView, since: string): WaitCauseDto {
  const begun = `Its workflow is under way since ${since}`;
  if (inside.length === 0) return { code: 'running', message: `${begun}.` };
  const message = `${begun}; ${inside.length} run(s) of subworkflows go on in it, of which ${notBegun.length} have not begun.`;
  const runIds = [...notBegun, ...inside.filter((id) => !notBegun.includes(id))].slice(0, mostNamed);
  return { code: 'running', runIds, runCount: inside.length, message };
}
