import { describe, expect, it } from 'vitest';
import { isTerminal, runStates, runTransitions, statesLeadingTo, terminalRunStates } from './run-state.js';

describe('the life of a run', () => {
  it('ends in states that never change', () => {
    expect([...terminalRunStates].sort()).toEqual(
      ['cancelled', 'failed', 'lost', 'skipped', 'succeeded', 'timed_out'].sort(),
    );
    expect(['pending', 'dispatched', 'running'].some((state) => isTerminal(state as 'pending'))).toBe(false);
  });

  it('reaches every state from pending', () => {
    const reached = new Set<string>(['pending']);
    for (const state of reached) {
      for (const next of runTransitions[state as 'pending']) reached.add(next);
    }
    expect([...reached].sort()).toEqual([...runStates].sort());
  });

  it('knows from where a state is reached: the guard of the statement that takes a run there', () => {
    expect(statesLeadingTo('running')).toEqual(['pending', 'dispatched']);
    expect(statesLeadingTo('pending')).toEqual(['dispatched', 'running']);
    expect(statesLeadingTo('cancelled')).toEqual(['pending', 'dispatched', 'running']);
    expect(statesLeadingTo('skipped')).toEqual(['pending']);
    expect(statesLeadingTo('succeeded')).toEqual(['dispatched', 'running']);
  });
});
