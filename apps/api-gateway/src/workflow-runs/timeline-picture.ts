import type { TimelineRowDto, WorkflowTimelineDto } from '@orrery/contracts';
import type { TimelineBar, TimelinePicture, TimelineRow } from '../drawing/timeline/timeline-picture.js';

/** What is drawn of a workflow run over time; one that has not begun takes no time. */
export function timelinePicture(timeline: WorkflowTimelineDto, now: Date): TimelinePicture {
  const endedAt = instant(timeline.finishedAt);
  return {
    title: timeline.workflowName,
    startedAt: instant(timeline.startedAt) ?? endedAt ?? now,
    endedAt,
    now,
    timeZone: timeline.timeZone,
    rows: rowsOf(timeline.items),
  };
}

/** A row for each node, and one for what undoes it. */
function rowsOf(items: readonly TimelineRowDto[]): TimelineRow[] {
  const rows = new Map<string, { id: string; label: string; bars: TimelineBar[] }>();
  for (const item of items) {
    const label = labelOf(item);
    const row = rows.get(label) ?? { id: item.nodeId, label, bars: [] };
    row.bars.push(barOf(item));
    rows.set(label, row);
  }
  return [...rows.values()];
}

/** Ids of nodes have no spaces, so nothing is taken for something else. */
function labelOf({ nodeId, part, items }: TimelineRowDto): string {
  if (part === 'undo')
    return items ? `${nodeId} (undo ${items.ended - items.failed} of ${items.total})` : `${nodeId} (undo)`;
  return part === 'items' ? `${nodeId} (${items!.total})` : nodeId;
}

function barOf({ queuedAt, startedAt, finishedAt, state, attempt }: TimelineRowDto): TimelineBar {
  return {
    queuedAt: instant(queuedAt),
    startedAt: instant(startedAt),
    endedAt: instant(finishedAt),
    state,
    attempt: attempt ?? 1,
  };
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
