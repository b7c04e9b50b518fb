/** A body that is JSON already: the adapters send it as it is. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** The JSON of a message's body. */
export function jsonOf(body: unknown): string {
  return body instanceof JsonText ? body.text : (JSON.stringify(body) ?? 'null');
}
