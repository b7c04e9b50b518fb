import type { AlarmRuleKind } from '@orrery/contracts';
import { factHtml, factSubject, factText } from './fact-templates.js';
import { runHtml, runSubject, runText } from './run-templates.js';

export interface LetterTemplates {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What letters of a kind say where the rule says nothing else. */
export function defaultTemplates(kind: AlarmRuleKind): LetterTemplates {
  if (kind === 'run_failed') return { subject: runSubject, text: runText, html: runHtml };
  return { subject: factSubject, text: factText(kind), html: factHtml(kind) };
}

/** Shows a text that a rule's own template made, as it is. */
export const plainHtml = (escapedText: string) =>
  `<!doctype html>\n<html><body><pre style="font:14px/1.5 monospace;white-space:pre-wrap">${escapedText}</pre></body></html>\n`;
