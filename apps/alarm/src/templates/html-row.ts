/** A row of a letter's table that is left out where the field is empty. */
export function htmlRow(label: string, field: string): string {
  return `{{#if ${field}}}<tr><td style="padding:2px 16px 2px 0;color:#666">${label}</td><td>{{${field}}}</td></tr>{{/if}}`;
}
