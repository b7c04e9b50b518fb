import type { ScheduleBodyDto } from '@orrery/contracts';
import { rankOrNull, type Schedule } from '../persistence/stores/schedule-row.js';

/** What a user sets of a schedule, as it is kept. */
export type ScheduleSettings = Pick<
  Schedule,
  | 'targetKind'
  | 'taskId'
  | 'trigger'
  | 'params'
  | 'priority'
  | 'startAt'
  | 'endAt'
  | 'jitterMs'
  | 'dailyWindow'
  | 'dst'
  | 'misfire'
  | 'overlap'
>;

export function scheduleSettings(body: ScheduleBodyDto): ScheduleSettings {
  return {
    targetKind: body.target.kind,
    taskId: body.target.id,
    trigger: body.trigger,
    params: body.params,
    priority: rankOrNull(body.priority),
    startAt: body.startAt ? new Date(body.startAt) : null,
    endAt: body.endAt ? new Date(body.endAt) : null,
    jitterMs: body.jitterMs,
    dailyWindow: body.dailyWindow ?? null,
    dst: body.dst ?? null,
    misfire: body.misfire ?? null,
    overlap: body.overlap,
  };
}
