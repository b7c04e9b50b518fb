import { join } from 'node:path';
import type { DispatchMessage } from '@orrery/contracts';

/** Files of a program's directory by which it tells, while it runs, how far it is. */
export const noteNames = { checkpoint: '.orrery-checkpoint', progress: '.orrery-progress' } as const;
const lastCheckpointName = '.orrery-last-checkpoint';

type Given = Pick<DispatchMessage, 'checkpoint'>;

/** The files a program finds in its directory, by their names: the last checkpoint, a text as it was, anything else as JSON. */
export function foundFiles({ checkpoint }: Given): Readonly<Record<string, string>> {
  if (checkpoint === undefined) return {};
  const { value } = checkpoint;
  return { [lastCheckpointName]: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** What tells a program where these files are. @param directory as the program sees it */
export function noteVariables({ checkpoint }: Given, directory: string): Readonly<Record<string, string>> {
  return {
    ORRERY_CHECKPOINT: join(directory, noteNames.checkpoint),
    ORRERY_PROGRESS: join(directory, noteNames.progress),
    ORRERY_LAST_CHECKPOINT: checkpoint === undefined ? '' : join(directory, lastCheckpointName),
  };
}
