import type { AlarmRuleKind } from '@orrery/contracts';
import type { FactsOf } from './letter-fields.js';
import { htmlRow } from './html-row.js';

type FactKind = Exclude<AlarmRuleKind, 'run_failed'>;
type Labels = { readonly [Kind in FactKind]: Partial<Record<keyof FactsOf<Kind>, string>> };

/** Which facts a letter lists, in this order, and what it calls them. */
const labels: Labels = {
  schedule_missed: {
    schedule: 'Schedule',
    scheduleId: 'Id',
    taskId: 'Task',
    missed: 'Times',
    fromAt: 'From',
    toAt: 'To',
    reason: 'Reason',
  },
  schedule_exhausted: { schedule: 'Schedule', scheduleId: 'Id', taskId: 'Task', reason: 'Reason' },
  worker_lost: { worker: 'Worker', workerEpoch: 'Epoch', lastSeenAt: 'Last seen' },
  worker_resting: { worker: 'Worker', failedAttempts: 'Failures', untilAt: 'Until', reason: 'Reason' },
  leader_changed: { master: 'Master', before: 'Before', epoch: 'Epoch' },
  consistency_open: { check: 'Check', open: 'Open', detail: 'Detail' },
};

export const factSubject = '[{{level}}] {{title}}{{#if failures}} ({{failures}} times){{/if}}';

const textRow = (label: string, field: string) =>
  `{{#if ${field}}}\n${label.padEnd(10)} {{${field}}}\n{{/if}}\n`;

/** The text of a letter that tells facts, and of no run. */
export function factText(kind: FactKind): string {
  const rows = Object.entries(labels[kind]).map(([field, label]) => textRow(label, field));
  return `{{summary}}
{{#if failures}}
This mail stands for {{failures}} events; the newest of them is shown.
{{/if}}

${rows.join('')}Happened   {{happenedAt}}
Project    {{project}}
Rule       {{rule}} ({{level}})
Alarm      {{alarmId}}, {{count}} so far, since {{firedAt}}

More:  GET {{subjectUrl}}
Alarm: GET {{alarmUrl}}
{{#if templateNote}}

{{templateNote}}
{{/if}}
`;
}

/** The same as HTML. */
export function factHtml(kind: FactKind): string {
  const rows = Object.entries(labels[kind]).map(([field, label]) => htmlRow(label, field));
  return `<!doctype html>
<html><body style="font:14px/1.5 sans-serif;color:#222;max-width:720px">
<p style="font-size:18px;margin:0 0 8px">{{summary}}</p>
{{#if failures}}<p>This mail stands for <b>{{failures}} events</b>; the newest of them is shown.</p>{{/if}}
<table style="border-collapse:collapse">
${rows.join('\n')}
${htmlRow('Happened', 'happenedAt')}
${htmlRow('Project', 'project')}
${htmlRow('Rule', 'rule')}
${htmlRow('Level', 'level')}
${htmlRow('Alarm', 'alarmId')}
${htmlRow('Events so far', 'count')}
${htmlRow('Since', 'firedAt')}
</table>
<p style="color:#666">More: <code>GET {{subjectUrl}}</code><br>Alarm: <code>GET {{alarmUrl}}</code></p>
{{#if templateNote}}<p>{{templateNote}}</p>{{/if}}
</body></html>
`;
}
