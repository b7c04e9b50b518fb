import { describe, expect, it } from 'vitest';
import { faultKinds, faultTraits } from './fault-kinds.js';
import { briskPace, planFaults } from './fault-plan.js';

const crew = {
  masters: ['master-1', 'master-2', 'master-3'],
  workers: ['worker-1', 'worker-2'],
  gateways: ['gateway-1'],
  alarms: ['alarm-1'],
};
const MINUTE = 60_000;
const plan = (seed: number, minutes = 5) => planFaults({ seed, lengthMs: minutes * MINUTE, crew });

describe('the timetable of faults', () => {
  it('is the same for the same seed and another for another', () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(8)).not.toEqual(plan(7));
  });

  it('lets every kind strike before one does so again', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const kinds = plan(seed, 10).map(({ kind }) => kind);
      expect(new Set(kinds.slice(0, faultKinds.length)).size).toBe(faultKinds.length);
    }
  });

  it('finds time for nearly all kinds in five minutes', () => {
    const most = (seed: number) => new Set(plan(seed).map(({ kind }) => kind)).size;
    for (let seed = 0; seed < 50; seed += 1) expect(most(seed)).toBeGreaterThanOrEqual(faultKinds.length - 3);
  });

  it('leaves each fault alone until it is over, and the end of the drill free', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      let freeFromMs = 0;
      for (const { atMs, kind, holdMs } of plan(seed)) {
        expect(atMs).toBeGreaterThanOrEqual(freeFromMs);
        freeFromMs = atMs + holdMs + faultTraits[kind].recoverMs;
      }
      expect(freeFromMs).toBeLessThan(5 * MINUTE);
    }
  });

  it('finds time for three kills in 24 seconds at a brisk pace', () => {
    const kinds = ['killMaster', 'killLadenWorker', 'killGateway'] as const;
    const brisk = (seed: number) => planFaults({ seed, lengthMs: 24_000, crew, kinds, pace: briskPace });
    for (let seed = 0; seed < 50; seed += 1)
      expect(new Set(brisk(seed).map(({ kind }) => kind)).size).toBe(kinds.length);
  });

  it('hits only who is there, and only with what was asked for', () => {
    const faults = planFaults({ seed: 1, lengthMs: MINUTE, crew, kinds: ['killMaster', 'killGateway'] });
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['killMaster', 'killGateway']));
    for (const { kind, target } of faults)
      expect(kind === 'killMaster' ? crew.masters : crew.gateways).toContain(target);
  });
});
