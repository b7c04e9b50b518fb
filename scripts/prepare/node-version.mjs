const LOWEST = [20, 19];

/** Throws a message a newcomer can act on when this Node is older than the one Orrery needs. */
export function checkNodeVersion(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > LOWEST[0] || (major === LOWEST[0] && minor >= LOWEST[1])) return;
  throw new Error(
    `Orrery needs Node ${LOWEST.join('.')} or newer; this is Node ${version}. Install one from https://nodejs.org.`,
  );
}
