/** The longest result a master keeps, in bytes of JSON; what a worker lets a task give is less. */
export const longestResultBytes = 1_048_576;
/** The longest checkpoint of an attempt, in bytes of JSON. */
export const longestCheckpointBytes = 65_536;
/** A result that nests deeper cannot be walked by everybody it passes through. */
export const deepestResult = 100;

/** Why a value cannot be kept as the result of a run, or as a checkpoint, as the rest of a sentence about it; undefined if it can. */
export function resultFault(value: unknown, mostBytes: number): string | undefined {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    return `is not JSON: ${String(error)}`;
  }
  if (json === undefined) return undefined;
  const bytes = Buffer.byteLength(json);
  if (bytes > mostBytes) return `is longer than ${mostBytes} bytes of JSON (it has ${bytes})`;
  return nestsTooDeep(json) ? `nests deeper than ${deepestResult} levels` : undefined;
}

/** Whether the value of a JSON text would. */
export function nestsTooDeep(json: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > deepestResult) return true;
  }
  return false;
}
