import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {t} from "../i18n";

const CHUNK = 100;

/**
 * The first rows of a long list, and more as the reader comes near the end: a list of thousands costs what
 * is looked at.
 */
export function Rows<T>({items, columns, row}: {items: T[]; columns: number; row: (item: T) => ComponentChildren}) {
  const [limit, setLimit] = useState(CHUNK);
  const end = useRef<HTMLTableRowElement>(null);
  const left = items.length - limit;
  useEffect(() => {
    if (left <= 0 || !end.current) return;
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setLimit((n) => n + CHUNK);
    }, {rootMargin: "600px"});
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [limit, left > 0]);
  return (
    <>
      {items.slice(0, limit).map(row)}
      {left > 0 && (
        <tr ref={end}>
          <td colSpan={columns}>
            <button type="button" onClick={() => setLimit((n) => n + CHUNK)}>
              {t("rows.more", {count: left})}
            </button>
          </td>
        </tr>
      )}
    </>
  );
}
