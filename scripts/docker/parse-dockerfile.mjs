/** The stages of a Dockerfile with their instructions, in order; continuation lines joined, comments left out. */
export function parseDockerfile(text) {
  const stages = [];
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  for (const line of lines) {
    const [keyword, rest] = [line.split(/\s+/, 1)[0].toUpperCase(), line.replace(/^\S+\s*/, '')];
    if (keyword === 'FROM') {
      const [from, , name] = rest.split(/\s+/);
      stages.push({ name: name ?? String(stages.length), from, instructions: [] });
    } else {
      stages.at(-1).instructions.push({ keyword, rest });
    }
  }
  return stages;
}
