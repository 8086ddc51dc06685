/**
 * Puts a text on the clipboard. Browsers offer their own way only to pages over TLS or of this machine, and a
 * monitoring server is often neither; elsewhere the text is selected and copied as by a visitor.
 */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
}
