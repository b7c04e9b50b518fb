import type { ClockChange, ConcernedFireDto, FireDetailDto, NextTransitionDto } from '@orrery/contracts';
import { isGap, wallAfter, wallBefore, type CronLine } from './cron-line.js';
import { localText, timeText } from './wall-clock.js';
import type { Transition } from './zone-transitions.js';

/** How far ahead a clock change is worth a word. */
const aheadMs = 2 * 366 * 86_400_000;
const mostConcerned = 10;

type Mark = Pick<FireDetailDto, 'transition' | 'note'>;
export const unmarked: Mark = { transition: null, note: null };

/** What a clock change does to one fire of a line, in the words of a preview. */
export function markOf(line: CronLine, atMs: number): Mark {
  const { opening, closing, offsetMs } = line.zone.periodAt(atMs);
  if (opening && isGap(opening)) {
    const wallMs = leftOutTime(line, opening, atMs);
    if (wallMs !== undefined) return { transition: 'gap', note: gapNote(line, opening, wallMs) };
  }
  const passes = [opening && second(opening), closing && first(closing)];
  const pass = passes.find((each) => each && each.sinceMs <= atMs && atMs < each.untilMs);
  if (!pass) return unmarked;
  const time = timeText(atMs + offsetMs, wallBefore(pass.change));
  const other = line.dst.overlap === 'both' ? 'both fire' : 'the other does not fire';
  return {
    transition: 'overlap',
    note: `${time} comes twice: ${setText(pass.change)}. This is the ${pass.name} time; ${other}.`,
  };
}

/** The time in the gap that the fire stands for. */
function leftOutTime(line: CronLine, gap: Transition, atMs: number): number | undefined {
  const { gap: policy } = line.dst;
  if (policy === 'skip' || (policy === 'fireOnce' && atMs !== gap.atMs)) return undefined;
  const wallMs = line.wall.next(atMs + gap.offsetBeforeMs);
  if (wallMs === undefined || wallMs >= wallAfter(gap)) return undefined;
  return policy === 'shift' && wallMs !== atMs + gap.offsetBeforeMs ? undefined : wallMs;
}

function gapNote(line: CronLine, gap: Transition, wallMs: number): string {
  const fate =
    line.dst.gap === 'shift' ? 'Shifted by the length of the gap.' : 'Fires once, at the end of the gap.';
  return `${timeText(wallMs, wallBefore(gap))} is left out: ${setText(gap)}. ${fate}`;
}

interface Pass {
  readonly change: Transition;
  readonly name: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

function first(change: Transition): Pass {
  return { change, name: 'first', sinceMs: change.atMs - repeatedMs(change), untilMs: change.atMs };
}

function second(change: Transition): Pass {
  return { change, name: 'second', sinceMs: change.atMs, untilMs: change.atMs + repeatedMs(change) };
}

function repeatedMs({ offsetBeforeMs, offsetAfterMs }: Transition): number {
  return Math.max(0, offsetBeforeMs - offsetAfterMs);
}

/** The next clock change that leaves out or repeats a time of the line; null when none does for two years. */
export function nextConcerned(line: CronLine, timeZone: string, after: Date): NextTransitionDto | null {
  const untilMs = after.getTime() + aheadMs;
  let change = line.zone.nextChange(after.getTime(), untilMs);
  while (change) {
    const concerned = concernedBy(line, change);
    if (concerned.length > 0) {
      const kind: ClockChange = isGap(change) ? 'gap' : 'overlap';
      const at = new Date(change.atMs).toISOString();
      return { timeZone, at, kind, note: `On ${dateText(change)} ${setText(change)}.`, concerned };
    }
    change = line.zone.nextChange(change.atMs, untilMs);
  }
  return null;
}

function concernedBy(line: CronLine, change: Transition): ConcernedFireDto[] {
  const [sinceMs, untilMs] = [wallBefore(change), wallAfter(change)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const found: ConcernedFireDto[] = [];
  let wallMs = line.wall.next(sinceMs);
  while (wallMs !== undefined && wallMs < untilMs && found.length < mostConcerned) {
    const fires = firesOf(line, change, wallMs).map((atMs) => new Date(atMs).toISOString());
    found.push({ local: localText(wallMs), fires });
    wallMs = line.wall.next(wallMs + 1);
  }
  return found;
}

function firesOf(line: CronLine, change: Transition, wallMs: number): number[] {
  const [earlier, later] = [wallMs - change.offsetBeforeMs, wallMs - change.offsetAfterMs];
  if (isGap(change)) return { skip: [], shift: [earlier], fireOnce: [change.atMs] }[line.dst.gap];
  return { first: [earlier], second: [later], both: [earlier, later] }[line.dst.overlap];
}

function dateText(change: Transition): string {
  return localText(Math.min(wallBefore(change), wallAfter(change))).slice(0, 10);
}

function setText(change: Transition): string {
  const [before, after] = [wallBefore(change), wallAfter(change)];
  const way = isGap(change) ? 'forward' : 'back';
  return `the clock is put ${way} from ${timeText(before, before)} to ${timeText(after, before)}`;
}
