import type { VitestReport } from './tally.mjs';

export function failedTestsOf(report: VitestReport | undefined): string[];
