import { cronRefusal } from './cron-refusal.js';

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
  '@minutely': '0 * * * * *',
  '@secondly': '* * * * * *',
};

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** An expression without macros. */
export function expandMacro(expression: string): string {
  const line = expression.trim();
  if (!line.startsWith('@')) return line;
  const expanded = macros[line.toLowerCase()];
  if (expanded !== undefined) return expanded;
  if (/^@every\b/i.test(line)) throw cronRefusal(everyAdvice(line));
  if (/^@reboot\b/i.test(line)) {
    throw cronRefusal(
      '"@reboot" has no meaning here: a cluster does not start at one moment; start a run instead',
    );
  }
  throw cronRefusal(`there is no macro "${line}", only ${Object.keys(macros).join(', ')}`);
}

function everyAdvice(line: string): string {
  const parts = [...line.matchAll(/(\d+)(ms|h|m|s)/g)];
  const everyMs = parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitMs[unit!]!, 0);
  const example = `{"kind": "fixedRate", "everyMs": ${everyMs || 60_000}}`;
  return `"${line}" is no time of the clock but a fixed rate: use the trigger ${example}`;
}
