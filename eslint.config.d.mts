import type { Linter } from 'eslint';

/** Who may import whom. */
export const boundaries: readonly object[];
declare const config: Linter.Config[];
export default config;
