import { fileURLToPath } from 'node:url';

/** The folder that holds the whole workspace, wherever a script is called from. */
export const repository = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '');

/** A path inside the workspace. */
export function inRepository(...parts) {
  return [repository, ...parts].join('/');
}
