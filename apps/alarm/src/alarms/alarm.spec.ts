import { alarmStates } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import { alarmStatesLeadingTo, alarmTransitions, openAlarmStates } from './alarm.js';

describe('the life of an alarm', () => {
  it('ends closed and never opens again', () => {
    expect(Object.keys(alarmTransitions)).toEqual([...alarmStates]);
    expect(alarmTransitions.closed).toEqual([]);
    const reopening = alarmStates
      .filter((state) => !openAlarmStates.includes(state))
      .flatMap((s) => alarmTransitions[s]);
    expect(reopening.filter((state) => openAlarmStates.includes(state))).toEqual([]);
  });

  it('can be resolved from each open state', () => {
    expect(alarmStatesLeadingTo('resolved')).toEqual([...openAlarmStates]);
    expect(alarmStatesLeadingTo('acknowledged')).toEqual(['firing']);
  });
});
