import { InvalidError, type FieldError } from '@orrery/domain';

/** A body of 1 MB may have more problems than anybody reads. */
const mostProblems = 1_000;
const namedInText = 3;

/** So many of them as somebody may read, and how many more there are. */
export function toldProblems(problems: readonly FieldError[]): FieldError[] {
  const more = problems.length - mostProblems;
  const rest = more > 0 ? [{ pointer: '', detail: `has ${more} more problem(s), which are not told` }] : [];
  return [...problems.slice(0, mostProblems), ...rest];
}

/** @throws InvalidError naming each field, when there are problems. */
export function refuseProblems(problems: readonly FieldError[]): void {
  if (problems.length === 0) return;
  const named = problems
    .slice(0, namedInText)
    .map(({ pointer, detail }) => `${pointer.slice(1).replaceAll('/', '.') || 'body'}: ${detail}`);
  const more = problems.length > namedInText ? `; and ${problems.length - namedInText} more` : '';
  throw new InvalidError(named.join('; ') + more, toldProblems(problems));
}

/** The same problems of something that stands below a pointer. */
export function problemsBelow(pointer: string, problems: readonly FieldError[]): FieldError[] {
  return problems.map((problem) => ({ ...problem, pointer: `${pointer}${problem.pointer}` }));
}
