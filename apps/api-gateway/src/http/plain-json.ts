import { invalid } from '@orrery/contracts';

const DEEPEST = 64;
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/**
 * Refuses JSON that no field could want but that later steps would stumble over: nesting deeper than 64 levels, NUL
 * characters (neither a process argument nor a log line can hold them), numbers that JSON cannot write (it can read 1e999), and
 * names that every object has a meaning for.
 * @throws InvalidError naming the place.
 */
export function refuseUnusableJson(value: unknown, pointer = '', depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw invalid([{ pointer, detail: 'must not contain NUL characters' }]);
    return;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw invalid([{ pointer, detail: 'must not be infinite, too large for a number, or no number' }]);
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= DEEPEST) {
    throw invalid([
      { pointer: pointerStart(pointer), detail: `must not nest deeper than ${DEEPEST} levels` },
    ]);
  }
  for (const [key, child] of Object.entries(value)) {
    if (key.includes('\0') || RESERVED.has(key)) {
      const detail = `must not have a field ${[...RESERVED].map((name) => `"${name}"`).join(' or ')}, or one with NUL in its name`;
      throw invalid([{ pointer, detail }]);
    }
    refuseUnusableJson(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
  }
}

/** The field that holds the deep part; the whole pointer would be as long as the nesting. */
function pointerStart(pointer: string): string {
  return pointer.split('/').slice(0, 3).join('/');
}
