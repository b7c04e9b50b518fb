import { describe, expect, it } from 'vitest';
import type { DrillReport } from './report/drill-report.js';
import { hasChildren, kindNames } from './kinds/kind-names.js';
import { runDrill } from './run-drill.js';

const KINDS = ['killMaster', 'killLadenWorker', 'killGateway'] as const;
/** On machines that do something else besides, the limits of time say little; the books have to be right everywhere. */
const SLACK = 5;

describe('a short drill', () => {
  it('neither loses nor doubles anything, nor leaves anything behind, while master, worker and gateway are killed', async () => {
    const said: string[] = [];
    const report: DrillReport = await runDrill({
      masters: 2,
      workers: 2,
      seed: 1,
      minutes: 0.4,
      kinds: KINDS,
      mayLackSome: false,
      say: (text) => void said.push(text),
    });
    const kept = said.find((text) => text.includes('are kept in')) ?? '';
    const wrong = report.violations.filter(({ invariant }) => invariant !== 'limit exceeded');
    expect(wrong, kept).toEqual([]);
    expect(new Set(report.faults.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    expect(report.fires['accounted']).toBe(report.fires['planned']);
    expect(report.effects['doubled']).toBe(0);
    expect(report.leftBehind).toEqual([]);
    const laden = report.faults.find(({ kind }) => kind === 'killLadenWorker');
    expect(new Set(laden?.ran)).toEqual(new Set(kindNames));
    for (const kind of kindNames.filter(hasChildren))
      expect(report.kinds[kind]?.['attemptsLost'], kind).toBeGreaterThan(0);
    const late = report.takeovers.filter(
      ({ max, limitMs }) => limitMs !== undefined && !(max! <= SLACK * limitMs),
    );
    expect(late, kept).toEqual([]);
  }, 300_000);
});
