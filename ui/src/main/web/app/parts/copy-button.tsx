import {useEffect, useState} from "preact/hooks";
import {copy} from "../clipboard";
import {t} from "../i18n";

const SHOWN_MILLIS = 2500;

/** Copies a text, and says for a moment that it did. */
export function CopyButton({label, text}: {label: string; text: () => string}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MILLIS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button type="button" onClick={() => copy(text()).then(() => setCopied(true))}>
      <span role="status">{copied ? t("copied") : label}</span>
    </button>
  );
}
