import type { LogGapDto, LogLineDto, LogPageDto } from '@orrery/contracts';

/** A line, or the place of lines that are missing. */
export type LogStep =
  { readonly kind: 'line'; readonly line: LogLineDto } | { readonly kind: 'gap'; readonly gap: LogGapDto };

/** What a page says, in the order of the log. */
export function logSteps({ items, gaps }: Pick<LogPageDto, 'items' | 'gaps'>): LogStep[] {
  const steps: LogStep[] = [];
  let next = 0;
  for (const line of items) {
    for (; next < gaps.length && gaps[next]!.to < line.seq; next += 1)
      steps.push({ kind: 'gap', gap: gaps[next]! });
    steps.push({ kind: 'line', line });
  }
  return [...steps, ...gaps.slice(next).map((gap) => ({ kind: 'gap', gap }) as const)];
}
