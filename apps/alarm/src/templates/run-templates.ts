import { htmlRow } from './html-row.js';

/** What a letter about a run says where its rule says nothing else. */
export const runSubject =
  '[{{level}}] {{project}}/{{task}} {{ending}}{{#if failures}} {{failures}} times{{/if}}';

export const runText = `{{project}}/{{task}} {{ending}}.
{{#if failures}}
This mail stands for {{failures}} failures; the newest of them is shown.
{{/if}}
{{#if error}}

  {{error}}
{{/if}}
{{#if undoing}}

{{undoing}}
{{/if}}

Project    {{project}}
Task       {{task}}
Run        {{runId}}
{{#if node}}
Node       {{node}} of workflow run {{workflowRunId}}
{{/if}}
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

export const runHtml = `<!doctype html>
<html><body style="font:14px/1.5 sans-serif;color:#222;max-width:720px">
<p style="font-size:18px;margin:0 0 8px"><b>{{project}}/{{task}}</b> {{ending}}</p>
{{#if failures}}<p>This mail stands for <b>{{failures}} failures</b>; the newest of them is shown.</p>{{/if}}
{{#if error}}<pre style="background:#fbeaea;border-left:4px solid #c0392b;padding:8px 12px;white-space:pre-wrap">{{error}}</pre>{{/if}}
{{#if undoing}}<p>{{undoing}}</p>{{/if}}
<table style="border-collapse:collapse">
${htmlRow('Run', 'runId')}
${htmlRow('Node', 'node')}
${htmlRow('Workflow run', 'workflowRunId')}
${htmlRow('State', 'state')}
${htmlRow('Attempt', 'attempt')}
${htmlRow('Planned', 'plannedAt')}
${htmlRow('Started', 'startedAt')}
${htmlRow('Ended', 'finishedAt')}
${htmlRow('Duration', 'duration')}
${htmlRow('Exit code', 'exitCode')}
${htmlRow('Worker', 'worker')}
${htmlRow('Rule', 'rule')}
${htmlRow('Level', 'level')}
${htmlRow('Alarm', 'alarmId')}
${htmlRow('Failures so far', 'count')}
${htmlRow('Since', 'firedAt')}
${htmlRow('Other runs', 'otherRuns')}
</table>
<p>{{logNote}}</p>
<p style="color:#666">Run: <code>GET {{runUrl}}</code><br>Log: <code>GET {{logUrl}}</code><br>Alarm: <code>GET {{alarmUrl}}</code></p>
{{#if templateNote}}<p>{{templateNote}}</p>{{/if}}
</body></html>
`;
