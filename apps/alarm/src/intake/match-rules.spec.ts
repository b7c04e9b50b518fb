import { describe, expect, it } from 'vitest';
import { incidentOf } from '../incidents/incident-of.js';
import { given } from '../testing/given.js';
import { platformEvents } from '../testing/platform-events.js';
import { fingerprintOf } from './fingerprint.js';
import { matches } from './match-rules.js';

const lost = (workerId = 'w-1') => incidentOf('worker.event', platformEvents.worker({ workerId }))!;
const missed = (kind: 'missed' | 'overdue' | 'exhausted' = 'missed') =>
  incidentOf('schedule.event', platformEvents.schedule({ kind }))!;

describe('matches', () => {
  it('asks for the project, the task and an enabled rule', () => {
    const incident = given.incident({ project: 'orders', taskName: 'import' });
    expect(matches(given.rule({ tasks: ['export', 'import'] }), incident)).toBe(true);
    expect(matches(given.rule({ tasks: ['export'] }), incident)).toBe(false);
    expect(matches(given.rule({ project: 'billing' }), incident)).toBe(false);
    expect(matches(given.rule({ enabled: false }), incident)).toBe(false);
  });

  it('asks for the kind', () => {
    expect(matches(given.rule({ kind: 'schedule_missed' }), missed())).toBe(true);
    expect(matches(given.rule({ kind: 'schedule_missed' }), missed('overdue'))).toBe(true);
    expect(matches(given.rule({ kind: 'schedule_missed' }), missed('exhausted'))).toBe(false);
    expect(matches(given.rule(), missed())).toBe(false);
  });

  it('leaves runs of nodes to their workflow run, unless the rule asks for them or names their task', () => {
    const incident = given.incident({ workflowRunId: 'w-1', nodeId: 'load' });
    expect(matches(given.rule(), incident)).toBe(false);
    expect(matches(given.rule({ includeNodes: true }), incident)).toBe(true);
    expect(matches(given.rule({ tasks: ['import'] }), incident)).toBe(true);
    expect(matches(given.rule({ tasks: ['import'], includeNodes: false }), incident)).toBe(false);
    expect(matches(given.rule({ tasks: ['import'], includeNodes: false }), given.incident())).toBe(true);
    expect(matches(given.rule({ tasks: ['export'], includeNodes: true }), incident)).toBe(false);
    // A master of an older version does not say.
    const older = given.incident({ workflowRunId: undefined, nodeId: undefined });
    expect(matches(given.rule(), older)).toBe(true);
  });

  it('finds what concerns the cluster for a rule of any project', () => {
    expect(matches(given.rule({ kind: 'worker_lost', project: 'billing' }), lost())).toBe(true);
    expect(matches(given.rule({ kind: 'schedule_missed', project: 'billing' }), missed())).toBe(false);
  });
});

describe('fingerprintOf', () => {
  it('is the same for each run of a task and another for each rule and task', () => {
    const rule = given.rule();
    const of = (incident = given.incident(), by = rule) => fingerprintOf({ incident, rule: by });
    expect(of(given.incident({ attempt: 1, state: 'lost' }))).toBe(of());
    expect(of(given.incident({ taskId: 'other' }))).not.toBe(of());
    expect(of(given.incident(), given.rule())).not.toBe(of());
  });

  it('stays what it was for failed runs, so that open alarms go on', () => {
    const incident = given.incident({ project: 'orders', taskId: 'task-import' });
    expect(fingerprintOf({ incident, rule: given.rule({ id: 'rule-1' }) })).toBe(
      '34515fe478786da92221c928904402a65186f9590c8b7d056f4feb08e6563aec',
    );
  });

  it('tells workers, kinds and rules apart, and not the times a worker was lost', () => {
    const rule = given.rule({ kind: 'worker_lost' });
    const resting = incidentOf('worker.breaker', platformEvents.breaker({ workerId: 'w-1' }))!;
    const of = (incident = lost(), by = rule) => fingerprintOf({ incident, rule: by });
    expect(of(lost())).toBe(of());
    const others = [of(lost('w-2')), of(resting), of(lost(), given.rule())];
    expect(new Set([of(), ...others]).size).toBe(4);
  });
});
