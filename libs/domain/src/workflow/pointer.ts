/** A JSON Pointer (RFC 6901) one or more steps below another. */
export function below(pointer: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>((path, step) => `${path}/${escaped(step)}`, pointer);
}

function escaped(step: string | number): string {
  return String(step).replaceAll('~', '~0').replaceAll('/', '~1');
}
