const dayMs = 86_400_000;
const minuteMs = 60_000;

/** `2026-03-29T03:00:00` for a wall-clock time written as milliseconds as if it were UTC. */
export function localText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19);
}

/** `03:00`, with the date where that is another than `besideMs` has. */
export function timeText(wallMs: number, besideMs: number): string {
  const text = localText(wallMs);
  const time = text.endsWith(':00') ? text.slice(11, 16) : text.slice(11);
  return Math.floor(wallMs / dayMs) === Math.floor(besideMs / dayMs) ? time : `${text.slice(0, 10)} ${time}`;
}

/** `+02:00` */
export function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / minuteMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
