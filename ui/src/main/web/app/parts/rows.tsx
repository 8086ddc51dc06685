import type {ComponentChildren, Ref} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {t} from "../i18n";

const CHUNK = 100;

interface LongListProps<T> {
  items: T[];
  row: (item: T) => ComponentChildren;
}

/** The rows of a table; long ones grow as the reader comes near their end. */
export function Rows<T>({items, row, columns}: LongListProps<T> & {columns: number}) {
  const {limit, end, button} = useGrowth<HTMLTableRowElement>(items.length);
  return (
    <>
      {items.slice(0, limit).map(row)}
      {button && (
        <tr ref={end}>
          <td colSpan={columns}>{button}</td>
        </tr>
      )}
    </>
  );
}

/** The same for the items of a list. */
export function Items<T>({items, row}: LongListProps<T>) {
  const {limit, end, button} = useGrowth<HTMLLIElement>(items.length);
  return (
    <>
      {items.slice(0, limit).map(row)}
      {button && <li ref={end}>{button}</li>}
    </>
  );
}

interface Growth<E> {
  /** How many items to show. */
  limit: number;
  /** For the element that stands for the rest. */
  end: Ref<E>;
  /** Shows more; null if all are shown. */
  button: ComponentChildren;
}

/** A list of thousands costs what is looked at: it begins short, and grows when its end comes into view. */
function useGrowth<E extends Element>(total: number): Growth<E> {
  const [limit, setLimit] = useState(CHUNK);
  const end = useRef<E>(null);
  const left = Math.max(0, total - limit);
  const grow = () => setLimit((n) => n + CHUNK);
  useEffect(() => {
    if (left === 0 || !end.current) return;
    const seen = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && grow(), {
      rootMargin: "600px",
    });
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [limit, left > 0]);
  const button = left > 0 ? <button type="button" onClick={grow}>{t("rows.more", {count: left})}</button> : null;
  return {limit, end, button};
}
