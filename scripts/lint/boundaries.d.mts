/** Who may import whom, as constraints of `@nx/enforce-module-boundaries`. */
export const boundaries: readonly object[];
