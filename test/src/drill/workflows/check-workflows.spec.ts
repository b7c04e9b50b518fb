import { describe, expect, it } from 'vitest';
import { checkLedger } from '../ledger/check-ledger.js';
import type { Evidence, RunRow } from '../ledger/evidence.js';
import type { Invariant } from '../ledger/violation.js';
import { cleanEvidence } from '../testing/clean-evidence.js';
import { checkWorkflows } from './check-workflows.js';
import type { WorkflowBooks, WorkflowRunRow } from './workflow-books.js';

const broken = (evidence: Evidence) => checkWorkflows(evidence).map(({ invariant }) => invariant);

function withBooks(change: (books: WorkflowBooks) => Partial<WorkflowBooks>): Evidence {
  const evidence = cleanEvidence();
  return { ...evidence, workflows: { ...evidence.workflows, ...change(evidence.workflows) } };
}

/** The same books, with the run of one workflow changed. */
function withWorkflowRun(name: string, change: Partial<WorkflowRunRow>): Evidence {
  return withBooks(({ workflowRuns }) => ({
    workflowRuns: workflowRuns.map((row) => (row.workflowId === name ? { ...row, ...change } : row)),
  }));
}

/** The same books, with the first run of such a part changed. */
function withNodeRun(part: RunRow['nodePart'], change: (run: RunRow) => RunRow[]): Evidence {
  const evidence = cleanEvidence();
  const at = evidence.runs.findIndex(({ nodePart }) => nodePart === part);
  const runs = evidence.runs.flatMap((run, number) => (number === at ? change(run) : [run]));
  return { ...evidence, runs };
}

const twice = (run: RunRow) => [run, { ...run, id: 'another' }];
const differently = (run: RunRow) => [{ ...run, id: 'another' }];

describe('the check of workflow runs', () => {
  it('finds nothing in clean books', () => {
    expect(checkWorkflows(cleanEvidence())).toEqual([]);
    expect(checkLedger(cleanEvidence())).toEqual([]);
  });

  it.each<[Invariant, Evidence]>([
    ['workflow run that did not end', withWorkflowRun('workflow-chain', { state: 'running' })],
    ['workflow run that ended as it must not', withWorkflowRun('workflow-saga', { state: 'failed' })],
    ['node that ended as it must not', withWorkflowRun('workflow-chain', { states: 'ssssfs' })],
    ['node that ended as it must not', withWorkflowRun('workflow-chain', { states: '' })],
    [
      'node left open',
      withBooks(({ nodes }) => ({ nodes: nodes.map((node) => ({ ...node, state: 'running' })) })),
    ],
    ['node run lost', withNodeRun('own', () => [])],
    ['node run lost', withNodeRun('item', () => [])],
    ['node run lost', withNodeRun('undo', () => [])],
    ['node run doubled', withNodeRun('own', twice)],
    ['node run doubled', withNodeRun('item', twice)],
    ['node run doubled', withNodeRun('undo', twice)],
    ['node run that its node does not know', withNodeRun('own', differently)],
    ['node run that its node does not know', withNodeRun('item', differently)],
    ['node run that ended as it must not', withNodeRun('item', (run) => [{ ...run, state: 'failed' }])],
    ['node and its workflow run disagree', withWorkflowRun('workflow-inner', { state: 'cancelled' })],
    ['workflow run and run disagree', withBooks(() => ({ workflowRuns: [] }))],
    [
      'look at a workflow run that was forgotten',
      withBooks(() => ({ wakes: [{ workflowRunId: 'w', nodeId: null, dueAt: 0 }], readAt: 10_000 })),
    ],
  ])('finds: %s', (invariant, evidence) => {
    expect(broken(evidence)).toContain(invariant);
  });

  it('lets a look wait for its time', () => {
    const wakes = [{ workflowRunId: 'w', nodeId: 'n', dueAt: 9_000 }];
    expect(broken(withBooks(() => ({ wakes, readAt: 10_000 })))).toEqual([]);
  });

  it('finds a run of a workflow that has not ended as its graph has', () => {
    const evidence = cleanEvidence();
    const runs = evidence.runs.map((run) =>
      run.taskId === 'workflow-saga' ? { ...run, state: 'succeeded' as const } : run,
    );
    expect(broken({ ...evidence, runs })).toEqual(['workflow run and run disagree']);
  });
});
