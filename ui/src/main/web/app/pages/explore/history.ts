/** The expressions that were run in this browser, the latest first. */
const KEY = "queries";
const LENGTH = 30;

export function pastQueries(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((text): text is string => typeof text === "string") : [];
  } catch {
    return [];
  }
}

export function rememberQuery(text: string) {
  if (!text.trim()) return;
  const others = pastQueries().filter((past) => past !== text);
  localStorage.setItem(KEY, JSON.stringify([text, ...others].slice(0, LENGTH)));
}
