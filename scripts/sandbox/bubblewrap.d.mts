/** Path of bubblewrap; on Debian as root it is installed where it is missing. Throws with what to do elsewhere. */
export function bubblewrap(options: { readonly say: (line: string) => void }): Promise<string>;
