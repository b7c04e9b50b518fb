import type { RunEvent } from '@orrery/contracts';

const MOST_CHARACTERS = 500;

/** How a run ended, in words that follow its name. */
export function endingOf(state: RunEvent['state']): string {
  switch (state) {
    case 'timed_out':
      return 'timed out';
    case 'lost':
      return 'was lost with its workers';
    default:
      return 'failed';
  }
}

/** One line that says what happened. */
export function summaryOf({ project, taskName, state, attempt, failure }: RunEvent): string {
  const tried = attempt > 1 ? ` after ${attempt} attempts` : '';
  const why = failure ? `: ${failure.message.replace(/\s+/g, ' ')}` : '';
  return shortened(`Task ${project}/${taskName} ${endingOf(state)}${tried}${why}`, MOST_CHARACTERS);
}

/** Cut on a whole character, with a mark that something is missing. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
