import type { WaitCauseDto } from '@orrery/contracts';
import { slotsTaken } from '@orrery/domain';
import { aboutMs } from './about-ms.js';
import { explainPlace } from './explain-place.js';
import type { LimitView, RunSnapshot } from './run-snapshot.js';

/** The limits that hold the run back: those that are full, and the one it waits for. */
export function explainLimits(snapshot: RunSnapshot): WaitCauseDto[] {
  return snapshot.limits.flatMap((view) => [...slots(view, snapshot), ...rate(view, snapshot)]);
}

function slots(view: LimitView, snapshot: RunSnapshot): WaitCauseDto[] {
  const { limit, used, holders } = view;
  const wanted = slotsTaken(limit, snapshot.run.weight);
  if (limit.slots === 0 || view.isHeld) return [];
  const taken = { ...poolOf(view), slots: limit.slots, used, wanted };
  if (wanted > limit.slots) return [{ code: 'too_heavy', ...taken, message: tooHeavy(view, wanted) }];
  const ahead = aheadAt(`${limit.kind}:${limit.id}`, snapshot);
  if (used + wanted <= limit.slots && ahead === undefined) return [];
  return [
    {
      code: limit.kind === 'pool' ? 'pool' : 'task_limit',
      ...taken,
      runIds: [...holders.runIds],
      runCount: holders.count,
      ...(ahead !== undefined && { ahead, ...estimate(ahead, limit.slots / wanted, snapshot) }),
      message: full(view, wanted, ahead),
    },
  ];
}

function rate(view: LimitView, snapshot: RunSnapshot): WaitCauseDto[] {
  const { limit, nextStartAt } = view;
  const ahead = aheadAt(`rate:${limit.id}`, snapshot);
  if (!limit.rate || nextStartAt === null) return [];
  if (nextStartAt <= snapshot.now && ahead === undefined) return [];
  const { count, perMs } = limit.rate;
  const waitMs = Math.max(0, nextStartAt.getTime() - snapshot.now.getTime());
  const estimateMs = Math.round(waitMs + ((ahead ?? 0) * perMs) / count);
  const message = `Pool "${limit.name}" lets ${count} run(s) start in ${perMs} ms; the next may start at ${nextStartAt.toISOString()}${explainPlace(ahead)}.`;
  const until = new Date(snapshot.now.getTime() + estimateMs).toISOString();
  return [
    { code: 'rate', ...poolOf(view), until, ...(ahead !== undefined && { ahead }), estimateMs, message },
  ];
}

function full({ limit, used, holders }: LimitView, wanted: number, ahead: number | undefined): string {
  const whose = limit.kind === 'pool' ? `Pool "${limit.name}"` : 'The limit of its task';
  const who = holders.count === 0 ? '' : `, held by ${holders.count} run(s)`;
  return `${whose} has ${limit.slots} slot(s) and ${used} taken${who}; this run wants ${wanted}${explainPlace(ahead)}.`;
}

function tooHeavy({ limit }: LimitView, wanted: number): string {
  return `Pool "${limit.name}" has ${limit.slots} slot(s) and this run wants ${wanted}: it never fits until the pool or the weight of its task is changed.`;
}

function poolOf({ limit }: LimitView) {
  return limit.kind === 'pool' ? { poolId: limit.id, pool: limit.name } : {};
}

function aheadAt(key: string, { parked }: RunSnapshot): number | undefined {
  return parked?.waitsFor === key ? parked.ahead : undefined;
}

function estimate(ahead: number, atOnce: number, { group }: RunSnapshot) {
  return group.meanDurationMs === null
    ? {}
    : { estimateMs: aboutMs(ahead, Math.max(1, Math.floor(atOnce)), group.meanDurationMs) };
}
