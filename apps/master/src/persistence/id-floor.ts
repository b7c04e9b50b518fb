/** The smallest id (UUIDv7, RFC 9562) of the millisecond: ids begin with their time, so no index on it is needed. */
export function idFloor(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
