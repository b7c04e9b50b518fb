import { describe, expect, it } from 'vitest';
import {
  endedWorkflowRunStates,
  openWorkflowRunStates,
  workflowRunStates,
  workflowRunStatesBefore,
} from './workflow-run-state.js';

describe('the states in which a workflow run may have been before', () => {
  it.each(workflowRunStates)('%s are open ones', (state) => {
    const before = workflowRunStatesBefore(state);
    expect(openWorkflowRunStates).toEqual(expect.arrayContaining(before));
    expect(before.includes(state)).toBe(openWorkflowRunStates.includes(state));
  });

  it.each(endedWorkflowRunStates)('%s: it may have been paused', (state) => {
    expect(workflowRunStatesBefore(state)).toContain('paused');
  });

  it('running: it cannot have been compensating', () => {
    expect(workflowRunStatesBefore('running')).toEqual(['pending', 'running', 'paused']);
  });
});
