const outputName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** What the name of an output is made of, in words. */
export const outputNameHint = 'letters, digits, "_", "." or "-", beginning with a letter or "_"';

/** Whether those after a run can ask for an output by this name. */
export function isOutputName(text: string): boolean {
  return outputName.test(text);
}
