import { alarmRuleKinds } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import { defaultTemplates } from './default-templates.js';
import { letterFields, type LetterContext } from './letter-fields.js';
import { TemplateRenderer } from './template-renderer.js';

const renderer = new TemplateRenderer();
const context = Object.fromEntries(
  Object.keys(letterFields.run_failed).map((field) => [field, `<${field}>`]),
) as LetterContext;

describe('TemplateRenderer', () => {
  it.each(alarmRuleKinds)('finds nothing wrong with our own templates of %s', async (kind) => {
    const { subject, text, html } = defaultTemplates(kind);
    for (const template of [subject, text, html]) {
      expect(await renderer.problemOf(template, kind)).toBeUndefined();
    }
  });

  it('knows the fields of a kind only', async () => {
    expect(await renderer.problemOf('{{worker}}{{lastSeenAt}}{{title}}', 'worker_lost')).toBeUndefined();
    expect(await renderer.problemOf('{{runId}}', 'worker_lost')).toMatch(/"runId" is no field/);
  });

  it.each([
    ['{{tsk}}', 'line 1: "tsk" is no field of a notification'],
    ['{{task}}\n{{#if error}}{{else}}{{errror}}{{/if}}', 'line 2: "errror" is no field of a notification'],
    ['{{#each runs}}{{/each}}', 'line 1: "#each" is unknown; there are #if and #unless'],
    ['{{> secret}}', 'line 1: partials and decorators are not available'],
    ['{{lookup task "constructor"}}', 'line 1: "lookup" takes no parameters'],
    ['{{task.length}}', 'line 1: "task.length" is no field of a notification'],
    ['{{__proto__}}', 'line 1: "__proto__" is no field of a notification'],
    ['{{@root}}', 'line 1: "@root" is no field of a notification'],
  ])('refuses %j', async (template, problem) => {
    expect(await renderer.problemOf(template, 'run_failed')).toBe(problem);
  });

  it.each(['{{#if task}}', '{{task', '{{/if}}'])('says that %j is no template', async (template) => {
    expect(await renderer.problemOf(template, 'run_failed')).toMatch(/^is no Handlebars template: /);
  });

  it('escapes in HTML and leaves plain text as it is', async () => {
    expect(await renderer.text('{{error}}', context)).toBe('<error>');
    expect(await renderer.html('{{error}}', context)).toBe('&lt;error&gt;');
  });

  it('leaves lines without a value out of the default text', async () => {
    const { text } = defaultTemplates('run_failed');
    const bare = { ...context, exitCode: '', failures: '' };
    expect(await renderer.text(text, bare)).not.toMatch(/Exit code|stands for/);
    expect(await renderer.text(text, context)).toMatch(/Exit code  <exitCode>\nWorker {5}<worker>\n/);
  });
});
