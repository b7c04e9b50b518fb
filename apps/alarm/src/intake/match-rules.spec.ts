import { describe, expect, it } from 'vitest';
import { given } from '../testing/given.js';
import { fingerprintOf } from './fingerprint.js';
import { matches } from './match-rules.js';
import { summaryOf } from './summary.js';

describe('matches', () => {
  it('takes each way a run can fail, and no other end', () => {
    const rule = given.rule();
    const states = ['failed', 'timed_out', 'lost', 'succeeded', 'cancelled', 'skipped'] as const;
    const matching = states.filter((state) => matches(rule, given.event({ state })));
    expect(matching).toEqual(['failed', 'timed_out', 'lost']);
  });

  it('asks for the project, the task and an enabled rule', () => {
    const event = given.event({ project: 'orders', taskName: 'import' });
    expect(matches(given.rule({ tasks: ['export', 'import'] }), event)).toBe(true);
    expect(matches(given.rule({ tasks: ['export'] }), event)).toBe(false);
    expect(matches(given.rule({ project: 'billing' }), event)).toBe(false);
    expect(matches(given.rule({ enabled: false }), event)).toBe(false);
  });
});

describe('fingerprintOf', () => {
  it('is the same for each run of a task and another for each rule and task', () => {
    const rule = given.rule();
    const of = (event = given.event(), by = rule) => fingerprintOf({ event, rule: by });
    expect(of(given.event({ attempt: 1, state: 'lost' }))).toBe(of());
    expect(of(given.event({ taskId: 'other' }))).not.toBe(of());
    expect(of(given.event(), given.rule())).not.toBe(of());
    expect(of()).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('summaryOf', () => {
  it('says what happened in one line of at most 500 characters', () => {
    expect(summaryOf(given.event())).toBe('Task orders/import failed after 3 attempts: exited with code 2');
    const failure = { kind: 'handler', message: `first\n${'😀'.repeat(400)}` } as const;
    const long = summaryOf(given.event({ failure }));
    expect(long.length).toBeLessThanOrEqual(500);
    expect(long).not.toMatch(/\n/);
    expect(Buffer.from(long).toString()).toBe(long);
  });
});
