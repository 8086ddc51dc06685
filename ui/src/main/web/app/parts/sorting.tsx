import {useState} from "preact/hooks";
import {t} from "../i18n";

/** By which column a table is sorted; null leaves the order of the server. */
export interface Order {
  column: string;
  descending: boolean;
}

/** What a row has in a column: a figure, or a text. */
export type Cell = number | string;

/** A table that can be sorted: its rows in the chosen order, and heads to choose it with. */
export function useSorting<T>(items: T[], cellOf: (item: T, column: string) => Cell) {
  const [order, setOrder] = useState<Order | null>(null);
  const rows = order ? [...items].sort((a, b) => compare(cellOf(a, order.column), cellOf(b, order.column), order)) : items;
  const head = (column: string, label: string) => (
    <th key={column} aria-sort={ariaOf(column, order)}>
      <button type="button" class="plain sort" title={t("table.sort")} onClick={() => setOrder(next(column, order))}>
        {label}
        <span aria-hidden="true">{order?.column === column ? (order.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
  return {rows, head};
}

const ariaOf = (column: string, order: Order | null) =>
  order?.column !== column ? "none" : order.descending ? "descending" : "ascending";

/** The largest first, then the smallest, then the server's order again. */
function next(column: string, order: Order | null): Order | null {
  if (order?.column !== column) return {column, descending: true};
  return order.descending ? {column, descending: false} : null;
}

/** What is no number stays at the end, whichever way it is sorted. */
function compare(a: Cell, b: Cell, {descending}: Order): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const ascending = typeof a === "string" || typeof b === "string" ? `${a}`.localeCompare(`${b}`, "en", {numeric: true}) : a - b;
  return descending ? -ascending : ascending;
}
