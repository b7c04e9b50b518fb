/** Whether the part stands in the whole line by line, indented or not. */
export function hasPart(whole: readonly string[], part: readonly string[]): boolean {
  return whole.some((line, from) => {
    const indent = ' '.repeat(line.length - line.trimStart().length);
    return part.every((each, index) => whole[from + index] === (each === '' ? '' : `${indent}${each}`));
  });
}
