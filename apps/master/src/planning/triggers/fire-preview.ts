import { Injectable } from '@nestjs/common';
import type { FireDetailDto, FirePreviewDto, PreviewFiresDto } from '@orrery/contracts';
import { Clock, InvalidError, type Trigger } from '@orrery/domain';
import { markOf, nextConcerned, unmarked } from './clock-change-notes.js';
import type { CronLine } from './cron-line.js';
import { FireTimes, isTimed, type FireBounds, type TimedTrigger } from './fire-times.js';
import { lastUpTo } from './nominal-times.js';
import { checkTiming } from './timing-rules.js';
import { localText, offsetText } from './wall-clock.js';
import { ZoneTransitions } from './zone-transitions.js';

/** What is foretold: a trigger and what bounds it. */
export type Foretold = FireBounds & { readonly trigger: Trigger };

/** Foretells fires, with what clock changes do to them. */
@Injectable()
export class FirePreview {
  constructor(
    private readonly times: FireTimes,
    private readonly clock: Clock,
  ) {}

  /** The fires of a trigger as a schedule made now would have them. */
  preview(body: PreviewFiresDto): FirePreviewDto {
    checkTiming(this.times, body.trigger, body);
    if (body.jitterMs > 0 && body.name === undefined) {
      throw InvalidError.field('/name', 'is needed with jitter: how long a fire is put off depends on it');
    }
    const from = body.from ? new Date(body.from) : this.clock.now();
    return this.#foretell({ trigger: body.trigger, ...boundsOf(body, from) }, from, body.count);
  }

  /** The coming fires of a schedule; of one that does not fire by itself now, those it would have. */
  coming(schedule: Foretold & { readonly nextFireAt: Date | null }, count: number): FirePreviewDto {
    const now = this.clock.now();
    if (schedule.trigger.kind !== 'fixedDelay') return this.#foretell(schedule, now, count);
    const anchorAt = schedule.nextFireAt ?? now;
    const from = new Date(Math.min(now.getTime(), anchorAt.getTime() - 1));
    return this.#foretell({ ...schedule, startAt: null, anchorAt }, from, count);
  }

  /** A fixed delay is shown as if runs took no time. */
  #foretell({ trigger, ...bounds }: Foretold, from: Date, count: number): FirePreviewDto {
    if (!isTimed(trigger)) return { fires: [], details: [], nextTransition: null };
    const fires = this.#fires(rhythmOf(trigger), bounds, from, count);
    const zone = ZoneTransitions.of(zoneOf(trigger, bounds));
    const line = this.#lineOf(trigger, bounds);
    const nominal = this.times.nominal(trigger, bounds);
    const markAt = (atMs: number) =>
      line ? markOf(line, lastUpTo(nominal, atMs - bounds.jitterMs, atMs)!.getTime()) : unmarked;
    return {
      fires: fires.map((at) => at.toISOString()),
      details: fires.map((at) => ({ ...onTheWall(at, zone), ...markAt(at.getTime()) })),
      nextTransition: line && trigger.kind === 'cron' ? nextConcerned(line, trigger.timeZone, from) : null,
    };
  }

  #fires(trigger: TimedTrigger, bounds: FireBounds, from: Date, count: number): Date[] {
    const fires: Date[] = [];
    let next = this.times.next(trigger, bounds, from);
    while (next && fires.length < count) {
      fires.push(next);
      next = this.times.next(trigger, bounds, next);
    }
    return fires;
  }

  #lineOf(trigger: TimedTrigger, bounds: FireBounds): CronLine | undefined {
    if (trigger.kind !== 'cron') return undefined;
    return this.times.cronLine(trigger.expression, trigger.timeZone, bounds.dst);
  }
}

function onTheWall(at: Date, zone: ZoneTransitions): Pick<FireDetailDto, 'at' | 'local' | 'offset'> {
  const offsetMs = zone.offsetMs(at.getTime());
  return { at: at.toISOString(), local: localText(at.getTime() + offsetMs), offset: offsetText(offsetMs) };
}

function boundsOf(body: PreviewFiresDto, from: Date): FireBounds {
  return {
    project: body.project,
    name: body.name ?? '',
    startAt: body.startAt ? new Date(body.startAt) : null,
    endAt: body.endAt ? new Date(body.endAt) : null,
    anchorAt: from,
    jitterMs: body.jitterMs,
    dailyWindow: body.dailyWindow ?? null,
    dst: body.dst ?? null,
  };
}

/** A fixed delay comes again as soon as its run has ended. */
function rhythmOf(trigger: TimedTrigger): TimedTrigger {
  return trigger.kind === 'fixedDelay' ? { kind: 'fixedRate', everyMs: trigger.everyMs } : trigger;
}

function zoneOf(trigger: TimedTrigger, { dailyWindow }: FireBounds): string {
  return trigger.kind === 'cron' ? trigger.timeZone : (dailyWindow?.timeZone ?? 'UTC');
}
