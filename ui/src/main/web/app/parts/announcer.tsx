import {useEffect, useState} from "preact/hooks";

/** Speaks a text to screen readers when it changes, but not the first one. */
export function Announcer({text}: {text: string}) {
  const [spoken, speak] = useState("");
  const [before, remember] = useState<string | null>(null);
  useEffect(() => {
    if (!text || text === before) return;
    if (before !== null) speak(text);
    remember(text);
  }, [text]);
  return <div class="visually-hidden" aria-live="polite">{spoken}</div>;
}
