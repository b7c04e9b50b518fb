export const defaultSubject =
  '[{{level}}] {{project}}/{{task}} {{ending}}{{#if failures}} {{failures}} times{{/if}}';

export const defaultText = `{{project}}/{{task}} {{ending}}.
{{#if failures}}
This mail stands for {{failures}} failures; the newest of them is shown.
{{/if}}
{{#if error}}

  {{error}}
{{/if}}

Project    {{project}}
Task       {{task}}
Run        {{runId}}
State      {{state}}, attempt {{attempt}}
{{#if plannedAt}}
Planned    {{plannedAt}}
{{/if}}
{{#if startedAt}}
Started    {{startedAt}}
{{/if}}
{{#if finishedAt}}
Ended      {{finishedAt}}
{{/if}}
{{#if duration}}
Duration   {{duration}}
{{/if}}
{{#if exitCode}}
Exit code  {{exitCode}}
{{/if}}
{{#if worker}}
Worker     {{worker}}
{{/if}}
Rule       {{rule}} ({{level}})
Alarm      {{alarmId}}, {{count}} so far, since {{firedAt}}
{{#if otherRuns}}
Other runs {{otherRuns}}
{{/if}}

{{logNote}}

Run:   GET {{runUrl}}
Log:   GET {{logUrl}}
Alarm: GET {{alarmUrl}}
{{#if templateNote}}

{{templateNote}}
{{/if}}
`;

const row = (label: string, field: string) =>
  `{{#if ${field}}}<tr><td style="padding:2px 16px 2px 0;color:#666">${label}</td><td>{{${field}}}</td></tr>{{/if}}`;

export const defaultHtml = `<!doctype html>
<html><body style="font:14px/1.5 sans-serif;color:#222;max-width:720px">
<p style="font-size:18px;margin:0 0 8px"><b>{{project}}/{{task}}</b> {{ending}}</p>
{{#if failures}}<p>This mail stands for <b>{{failures}} failures</b>; the newest of them is shown.</p>{{/if}}
{{#if error}}<pre style="background:#fbeaea;border-left:4px solid #c0392b;padding:8px 12px;white-space:pre-wrap">{{error}}</pre>{{/if}}
<table style="border-collapse:collapse">
${row('Run', 'runId')}
${row('State', 'state')}
${row('Attempt', 'attempt')}
${row('Planned', 'plannedAt')}
${row('Started', 'startedAt')}
${row('Ended', 'finishedAt')}
${row('Duration', 'duration')}
${row('Exit code', 'exitCode')}
${row('Worker', 'worker')}
${row('Rule', 'rule')}
${row('Level', 'level')}
${row('Alarm', 'alarmId')}
${row('Failures so far', 'count')}
${row('Since', 'firedAt')}
${row('Other runs', 'otherRuns')}
</table>
<p>{{logNote}}</p>
<p style="color:#666">Run: <code>GET {{runUrl}}</code><br>Log: <code>GET {{logUrl}}</code><br>Alarm: <code>GET {{alarmUrl}}</code></p>
{{#if templateNote}}<p>{{templateNote}}</p>{{/if}}
</body></html>
`;

/** Shows a text that a rule's own template made, as it is. */
export const plainHtml = (escapedText: string) =>
  `<!doctype html>\n<html><body><pre style="font:14px/1.5 monospace;white-space:pre-wrap">${escapedText}</pre></body></html>\n`;
