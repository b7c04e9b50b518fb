import type { RunState } from '@orrery/domain';
import type { OrreryApi } from '../../installation/orrery-api.js';
import { until } from '../../installation/until.js';
import type { RunRow } from './evidence.js';

const WITHIN_MS = 30_000;
const alarming: readonly RunState[] = ['lost', 'failed', 'timed_out'];

/** Whether the end of a run has to reach a person; that of a node's run is told by its workflow run, where it matters. */
export function isAlarming({ state, workflowRunId }: Pick<RunRow, 'state' | 'workflowRunId'>): boolean {
  return alarming.includes(state) && workflowRunId === null;
}

/** How many alarms each run raised that had to raise one; waits a moment for the last of them. */
export async function readAlarms(api: OrreryApi, runs: readonly RunRow[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { id } of runs.filter(isAlarming)) {
    const raised = () => api.alarms(id);
    await until(`an alarm of run ${id}`, async () => (await raised()).length > 0, WITHIN_MS).catch(
      () => undefined,
    );
    counts.set(id, (await raised()).length);
  }
  return counts;
}
